from __future__ import annotations

import numpy as np
import pytest

from deepspine.statistics import (
    auc,
    bootstrap_by_patient,
    expected_calibration_error,
    fit_temperature,
)


def test_auc_is_the_share_of_rightly_ordered_pairs() -> None:
    assert auc(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])) == pytest.approx(0.75)
    assert auc(np.array([0, 1]), np.array([0.5, 0.5])) == pytest.approx(0.5)
    assert np.isnan(auc(np.array([1, 1]), np.array([0.1, 0.2])))


def test_bootstrap_draws_whole_patients() -> None:
    patients = ["a"] * 50 + ["b"] * 50
    values = np.array([0.0] * 50 + [1.0] * 50)
    low, high = bootstrap_by_patient(patients, lambda rows: float(values[rows].mean()))
    assert (low, high) == (0.0, 1.0)


def test_temperature_undoes_overconfidence() -> None:
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 1.5, 4000)
    labels = (rng.random(4000) < 1 / (1 + np.exp(-honest))).astype(int)
    logits = np.stack([np.zeros(4000), honest * 3], axis=1)
    assert fit_temperature(logits, labels) == pytest.approx(3.0, rel=0.15)
    calibrated = 1 / (1 + np.exp(-logits[:, 1] / 3))
    overconfident = 1 / (1 + np.exp(-logits[:, 1]))
    assert expected_calibration_error(labels, calibrated) < expected_calibration_error(labels, overconfident)


@pytest.mark.parametrize(("gap", "expected"), [(0.01, 0.2), (-0.01, 10.0)])
def test_temperature_stays_in_bounds_where_all_are_right_or_all_wrong(gap: float, expected: float) -> None:
    rng = np.random.default_rng(0)
    logits = np.stack([np.zeros(6), gap * rng.uniform(1, 2, 6)], axis=1)
    assert fit_temperature(logits, np.ones(6, int)) == pytest.approx(expected, rel=1e-3)

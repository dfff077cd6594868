"""The levels' biases bring the simulator's class shares to the published ones, and evidence is what figures hold."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deepspine.evidence import claims_unheld, evidence_from
from deepspine.label_shift import PUBLISHED, level_bias, level_biases, training_shares
from deepspine.manifest import model_entry, read_manifest

MODELS = Path(__file__).parent.parent.parent
LABELS = MODELS / "figures" / "simulated-label-counts.json"


def test_bias_turns_training_shares_into_published_ones() -> None:
    trained = [0.5, 0.2, 0.1, 0.2]
    shares = np.array(trained) * np.exp(level_bias(trained, (0.06, 0.01)))
    shares /= shares.sum()
    assert shares[2:] == pytest.approx([0.06, 0.01], abs=1e-4)
    assert shares[0] / shares[1] == pytest.approx(0.5 / 0.2, rel=1e-3)


def test_manifest_holds_the_biases_that_the_labels_give() -> None:
    calibration = model_entry(read_manifest(MODELS / "manifest.json"), "disc-grading")["calibration"]
    biases = level_biases(LABELS)
    assert calibration["SCS"]["levelBias"] == biases
    assert [name for name, entry in calibration.items() if "levelBias" in entry] == ["SCS"]


def test_every_level_is_shifted_from_all_training_patients() -> None:
    shares = training_shares(LABELS)
    assert set(shares) == set(PUBLISHED)
    assert all(sum(values) == pytest.approx(1) for values in shares.values())


def test_claims_of_the_manifest_stand() -> None:
    assert claims_unheld(read_manifest(MODELS / "manifest.json"), MODELS) == []


def test_a_claim_that_figures_do_not_hold_is_named(tmp_path: Path) -> None:
    held = {"dataSet": "discs", "n": 2, "patients": 1, "metric": "auc", "value": 0.8, "interval": [0.7, 0.9], "baseline": {"name": "level alone", "value": 0.5}}
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "f.json").write_text(json.dumps({"heads": {"DB": held}}))
    evidence = evidence_from(tmp_path, "figures/f.json", "/heads/DB")
    manifest = {"models": [{"name": "m", "outputs": [{"name": "DB", "evidence": evidence}]}]}
    assert claims_unheld(manifest, tmp_path) == []
    evidence["value"] = 0.9
    assert claims_unheld(manifest, tmp_path) == ["m DB: value is not what figures/f.json#/heads/DB holds"]
    evidence["figures"] = "figures/f.json#/heads/EL"
    assert claims_unheld(manifest, tmp_path) == ["m DB: figures/f.json#/heads/EL holds no figures"]

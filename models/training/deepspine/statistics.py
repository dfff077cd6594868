"""Figures with their uncertainty: AUC, bootstrap over patients, temperature calibration."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from scipy.stats import rankdata


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Area under the ROC curve by the rank statistic; ties count half; NaN when one class is missing."""
    known = (labels == 0) | (labels == 1)
    labels, scores = labels[known], scores[known]
    positive = int((labels == 1).sum())
    negative = len(labels) - positive
    if positive == 0 or negative == 0:
        return float("nan")
    ranks = rankdata(scores)[labels == 1].sum() - positive * (positive + 1) / 2
    return float(ranks / (positive * negative))


def bootstrap_by_patient(
    patients: Sequence[str], figure: Callable[[np.ndarray], float], rounds: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """95 % percentile interval of `figure(row indices)`, drawing whole patients with replacement."""
    rng = np.random.default_rng(seed)
    names = sorted(set(patients))
    rows = {name: np.flatnonzero(np.array(patients) == name) for name in names}
    values = []
    for _ in range(rounds):
        drawn = rng.choice(len(names), len(names))
        value = figure(np.concatenate([rows[names[k]] for k in drawn]))
        if not np.isnan(value):
            values.append(value)
    if not values:
        return float("nan"), float("nan")
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


# Beyond these a temperature says that the validation discs are too few or too easy, not how sure the grader is.
COLDEST, HOTTEST = 0.2, 10.0


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Temperature T that minimizes the cross-entropy of logits (n, classes) / T (Guo et al., ICML 2017).

    The loss is convex in 1 / T, so a bounded search finds it; where every disc is right, it is the lower bound.
    """
    scores = logits.astype(np.float64)

    def cross_entropy(sharpness: float) -> float:
        return float(-log_softmax(scores * sharpness, axis=1)[np.arange(len(labels)), labels].mean())

    found = minimize_scalar(cross_entropy, bounds=(1 / HOTTEST, 1 / COLDEST), method="bounded", options={"xatol": 1e-6})
    return float(1 / found.x)


def expected_calibration_error(labels: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> float:
    """Mean distance between predicted probability of the positive class and its observed share, by bin."""
    index = np.minimum((probabilities * bins).astype(int), bins - 1)
    error = 0.0
    for k in range(bins):
        inside = index == k
        if inside.any():
            error += inside.mean() * abs(probabilities[inside].mean() - labels[inside].mean())
    return float(error)


def quadratic_kappa(truth: np.ndarray, predicted: np.ndarray, classes: int) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968); NaN where chance leaves nothing to gain."""
    table = np.zeros((classes, classes))
    np.add.at(table, (truth, predicted), 1)
    distance = (np.arange(classes)[:, None] - np.arange(classes)[None]) ** 2
    expected = np.outer(table.sum(1), table.sum(0)) / max(table.sum(), 1)
    chance = (distance * expected).sum()
    return float(1 - (distance * table).sum() / chance) if chance > 0 else float("nan")

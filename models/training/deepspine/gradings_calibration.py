"""From logits to probabilities that mean one thing, and to the grades that are unsure.

A probability is what the image makes of the class shares in `prior`: p = softmax(logits / temperature + bias). Where presence
is stated at equal shares, 0.5 lies where both errors are equally frequent. The shown grade is the likeliest class. It is sure
only where the classes that a split-conformal threshold leaves possible all lie within `tolerance` of it (class-conditional:
Vovk 2012), so that of the discs of every class the stated share bears a grade within the tolerance or is unsure.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from deepspine.statistics import fit_temperature

COVERAGE = 0.9
# Presence is stated for equal shares where both classes are common; what is rarer keeps the share that it has in the data.
COMMON = 0.25
COLDEST = 0.1
# Weak ridge on the biases: classes are few.
RIDGE = 1e-3


def fit_terms(logits: np.ndarray, labels: np.ndarray, prior: np.ndarray) -> tuple[float, np.ndarray]:
    """Temperature and bias per class that minimize the cross-entropy of logits (n, classes) over discs that are weighted so
    that the classes have the shares of `prior`."""
    classes = logits.shape[1]
    weights = (prior / np.maximum(shares_of(labels, classes), 1e-9))[labels]
    weights = weights / weights.sum()
    scores = logits.astype(np.float64)

    def loss(values: np.ndarray) -> float:
        said = log_softmax(scores * math.exp(values[0]) + np.append(0.0, values[1:]), axis=1)
        return float(-(weights * said[np.arange(len(labels)), labels]).sum() + RIDGE * (values[1:] ** 2).sum())

    found = minimize(loss, np.zeros(classes), method="L-BFGS-B", bounds=[(-3, -math.log(COLDEST)), *[(-6.0, 6.0)] * (classes - 1)])
    return float(math.exp(-found.x[0])), np.append(0.0, found.x[1:])


def equal_error(scores: np.ndarray, labels: np.ndarray) -> float:
    """The score from which stating presence misses as large a share of those present as it wrongly states of those absent."""
    found = np.unique(scores)
    points = np.concatenate([[found[0] - 1], (found[1:] + found[:-1]) / 2, [found[-1] + 1]])
    present, absent = np.sort(scores[labels == 1]), np.sort(scores[labels == 0])
    missed = np.searchsorted(present, points) / len(present)
    wrong = 1 - np.searchsorted(absent, points) / len(absent)
    return float(points[np.abs(missed - wrong).argmin()])


def shares_of(labels: np.ndarray, classes: int) -> np.ndarray:
    return np.bincount(labels, minlength=classes) / max(len(labels), 1)


def prior_of(shares: np.ndarray) -> np.ndarray:
    """The shares that probabilities are stated for."""
    return np.full(2, 0.5) if len(shares) == 2 and shares.min() >= COMMON else shares


def probabilities_of(logits: np.ndarray, calibration: dict) -> np.ndarray:
    """(n, classes)."""
    return softmax(logits.astype(np.float64) / calibration["temperature"] + np.array(calibration["bias"]), axis=1)


def conformal_thresholds(probabilities: np.ndarray, labels: np.ndarray, coverage: float) -> np.ndarray:
    """Per class the probability that all but a share 1 - coverage of its discs reach, with the finite-sample correction; 0
    where too few discs bear it."""
    thresholds = []
    for k in range(probabilities.shape[1]):
        own = np.sort(probabilities[labels == k, k])
        # The rank-th smallest of n + 1 exchangeable values is reached with a chance of at least `coverage`.
        rank = math.floor((1 - coverage) * (len(own) + 1))
        thresholds.append(float(own[rank - 1]) if rank >= 1 else 0.0)
    return np.array(thresholds)


def calibrate(logits: np.ndarray, labels: np.ndarray, tolerance: int) -> dict:
    """A head's calibration as the manifest holds it."""
    classes = logits.shape[1]
    prior = prior_of(shares_of(labels, classes))
    if classes > 2:
        # Ordered grades need no shift of each: the fewer terms, the less is fitted to chance.
        temperature, bias = fit_temperature(logits, labels), np.zeros(classes)
    else:
        temperature, bias = fit_terms(logits, labels, prior)
    if classes == 2 and shares_of(labels, classes).min() >= COMMON:
        bias = np.array([0.0, -equal_error(logits[:, 1] - logits[:, 0], labels) / temperature])
    calibration = {
        "temperature": round(temperature, 4),
        "bias": [round(float(value), 4) for value in bias],
        "prior": [round(float(value), 4) for value in prior],
    }
    thresholds = conformal_thresholds(probabilities_of(logits, calibration), labels, COVERAGE)
    # Rounded down: the promise holds.
    rounded = [math.floor(value * 1e4) / 1e4 for value in thresholds]
    return {**calibration, "conformal": {"coverage": COVERAGE, "tolerance": tolerance, "thresholds": rounded}}


def grades_of(probabilities: np.ndarray, calibration: dict) -> tuple[np.ndarray, np.ndarray]:
    """Shown class (n,) and whether it is sure (n,)."""
    conformal = calibration["conformal"]
    shown = probabilities.argmax(1)
    possible = probabilities >= np.array(conformal["thresholds"])
    near = np.abs(np.arange(probabilities.shape[1])[None] - shown[:, None]) <= conformal["tolerance"]
    sure = possible[np.arange(len(shown)), shown] & ~(possible & ~near).any(1)
    return shown, sure

"""Figures of the disc-gradings network from what networks said of patients that they never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepspine.conditions import UNKNOWN
from deepspine.gradings import ALL_HEADS, HEADS
from deepspine.gradings_calibration import calibrate, grades_of, probabilities_of
from deepspine.statistics import auc, bootstrap_by_patient, expected_calibration_error, quadratic_kappa

TARGETS = {"DB": 0.87, "narrowing": 0.93, "pfirrmann": 0.82, "modic": 0.85, "herniation": 0.82}
ROUNDS = 2000


@dataclass(frozen=True)
class Said:
    """Out-of-fold answers. logits: (n, classes) per head, with the T1 where there is one, and without."""

    patients: np.ndarray
    levels: np.ndarray
    series: np.ndarray
    folds: np.ndarray
    labels: np.ndarray
    has_t1: np.ndarray
    with_t1: dict[str, np.ndarray]
    without_t1: dict[str, np.ndarray]

    def only(self, keep: np.ndarray) -> Said:
        pick = lambda said: {name: values[keep] for name, values in said.items()}
        return Said(self.patients[keep], self.levels[keep], self.series[keep], self.folds[keep], self.labels[keep],
                    self.has_t1[keep], pick(self.with_t1), pick(self.without_t1))

    def truth(self, head: str) -> np.ndarray:
        return self.labels[:, list(ALL_HEADS).index(head)]


def joined(parts: list[dict]) -> Said:
    """What each fold's network said of the patients that it never saw."""
    stack = lambda key: np.concatenate([np.array(part[key]) for part in parts])
    logits = lambda key: {name: np.concatenate([part[key][name].numpy() for part in parts]) for name in HEADS}
    folds = np.concatenate([np.full(len(part["patients"]), k) for k, part in enumerate(parts)])
    return Said(stack("patients"), stack("levels"), stack("series"), folds, stack("labels"), stack("has_t1").astype(bool), logits("with_t1"), logits("without_t1"))


def tolerance_of(head: str) -> int:
    return 1 if len(HEADS[head]) > 2 else 0


def metric_of(head: str) -> str:
    return "quadraticKappa" if len(HEADS[head]) > 2 else "auc"


def level_alone(said: Said, head: str) -> np.ndarray:
    """The trivial predictor, from the other folds: the level's share of positives, or its most frequent grade."""
    truth, guess = said.truth(head), np.zeros(len(said.levels))
    for fold in np.unique(said.folds):
        here, others = said.folds == fold, said.folds != fold
        overall = truth[others].mean()
        for level in np.unique(said.levels[here]):
            known = truth[others & (said.levels == level)]
            if len(HEADS[head]) > 2:
                value = float(np.bincount(known, minlength=len(HEADS[head])).argmax()) if len(known) else round(overall)
            else:
                value = (known.sum() + overall) / (len(known) + 1)
            guess[here & (said.levels == level)] = value
    return guess


def cross_fitted(said: Said, logits: np.ndarray, head: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities, shown class and sureness of every disc, by a calibration fitted on the other folds."""
    truth = said.truth(head)
    probabilities, shown, sure = np.zeros(logits.shape), np.zeros(len(truth), int), np.zeros(len(truth), bool)
    for fold in np.unique(said.folds):
        here = said.folds == fold
        calibration = calibrate(logits[~here], truth[~here], tolerance_of(head))
        probabilities[here] = probabilities_of(logits[here], calibration)
        shown[here], sure[here] = grades_of(probabilities[here], calibration)
    return probabilities, shown, sure


def figure_from(head: str, truth: np.ndarray, scores: np.ndarray) -> float:
    """AUC of scores, or quadratic kappa of grades."""
    if metric_of(head) == "auc":
        return auc(truth, scores)
    return quadratic_kappa(truth, scores.astype(int), len(HEADS[head]))


def _with_interval(said: Said, figure) -> dict:
    everything = np.arange(len(said.patients))
    low, high = bootstrap_by_patient(said.patients.tolist(), figure, ROUNDS)
    return {"value": round(figure(everything), 4), "interval": [round(low, 4), round(high, 4)]}


def scores_of(said: Said, logits: np.ndarray, head: str) -> np.ndarray:
    """What the metric ranks or compares: the difference of the logits, or the grade shown by a calibration of other folds."""
    if metric_of(head) == "auc":
        return logits[:, 1] - logits[:, 0]
    return cross_fitted(said, logits, head)[1].astype(float)


def figure_of(said: Said, logits: dict[str, np.ndarray], head: str) -> dict:
    """The metric of one head with interval and trivial baseline."""
    truth, scores = said.truth(head), scores_of(said, logits[head], head)
    guess = level_alone(said, head)
    gain = bootstrap_by_patient(said.patients.tolist(), lambda k: figure_from(head, truth[k], scores[k]) - figure_from(head, truth[k], guess[k]), ROUNDS)
    return {
        "n": len(truth), "patients": len(set(said.patients.tolist())), "metric": metric_of(head),
        **_with_interval(said, lambda k: figure_from(head, truth[k], scores[k])),
        "baseline": {"name": "level alone", "value": round(figure_from(head, truth, guess), 4)},
        "gain95": [round(value, 4) for value in gain],
    }


def _share(said: Said, hit: np.ndarray, among: np.ndarray) -> dict | None:
    """The share of `hit` among some discs, with interval; None where there are none."""
    if not among.any():
        return None
    return {"n": int(among.sum()), **_with_interval(said, lambda k: float(hit[k][among[k]].mean()) if among[k].any() else float("nan"))}


def operating(said: Said, logits: dict[str, np.ndarray], head: str) -> dict:
    """What is shown and how sure, each fold by the calibration of the others (cross-conformal)."""
    truth = said.truth(head)
    probabilities, shown, sure = cross_fitted(said, logits[head], head)
    tolerance = tolerance_of(head)
    right = np.abs(shown - truth) <= tolerance
    everything = np.ones(len(truth), bool)
    found = {
        "exact": _share(said, shown == truth, everything),
        "unsure": _share(said, ~sure, everything),
        "rightAmongSure": _share(said, right, sure),
        "coverage": {
            "promise": 0.9, "within": tolerance,
            "overall": _share(said, right | ~sure, everything),
            "perClass": {name: _share(said, right | ~sure, truth == k) for k, name in enumerate(HEADS[head])},
        },
    }
    if len(HEADS[head]) == 2:
        found["sensitivity"] = _share(said, shown == 1, truth == 1)
        found["specificity"] = _share(said, shown == 0, truth == 0)
        found["calibrationErrorAtStatedPrior"] = round(expected_calibration_error_at(truth, probabilities), 4)
    else:
        found["withinOne"] = _share(said, np.abs(shown - truth) <= 1, everything)
    return found


def expected_calibration_error_at(truth: np.ndarray, probabilities: np.ndarray) -> float:
    """Expected calibration error of presence after the probabilities are brought to the shares of these discs."""
    share = np.clip(truth.mean(), 1e-3, 1 - 1e-3)
    return expected_calibration_error(truth, _shifted(probabilities[:, 1], share))


def _shifted(stated: np.ndarray, share: float) -> np.ndarray:
    """From equal shares to others; where the statement is at other shares already, it is left as it is."""
    if share < 0.25 or share > 0.75:
        return stated
    odds = stated / np.maximum(1 - stated, 1e-9) * share / (1 - share)
    return odds / (1 + odds)


def known_of(said: Said, head: str) -> Said:
    return said.only(said.truth(head) != UNKNOWN)

"""Figures of a grader on labeled discs: a short summary while training, and cross-validated bulging in full.

The published tables come from `deepspine evaluate`; these decide nothing but when to look.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from deepspine.conditions import GRADES, SEVERITY, UNKNOWN
from deepspine.crop_set import CropSet
from deepspine.statistics import (
    auc,
    bootstrap_by_patient,
    expected_calibration_error,
    fit_temperature,
    quadratic_kappa,
)


def summary(logits: dict[str, Tensor], crops: CropSet, axial: bool) -> dict[str, float]:
    """Quadratic kappa of each severity and AUC of each presence over the discs that bear the label and show its place."""
    figures = {}
    labels = crops.visible_labels(crops.has_axial & axial)
    for column, (condition, grades) in enumerate(GRADES.items()):
        truth = labels[:, column].numpy()
        known = truth != UNKNOWN
        if not known.any():
            continue
        if grades is SEVERITY:
            stated = class_probabilities(logits[condition], 1.0)[known].argmax(1)
            figure = quadratic_kappa(truth[known], stated, 4)
        else:
            figure = auc(truth[known], (logits[condition][:, 1] - logits[condition][:, 0]).numpy()[known])
        figures[condition] = round(figure, 3)
    return figures


def level_baseline(crops: CropSet, train_rows: np.ndarray, rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The trivial predictor: how often discs of this level are positive in the training rows."""
    everything = labels[train_rows].mean()
    shares = {}
    for level in set(crops.levels):
        here = [labels[k] for k in train_rows if crops.levels[k] == level]
        shares[level] = (sum(here) + everything) / (len(here) + 1)
    return np.array([shares[crops.levels[k]] for k in rows])


def bulging_figures(crops: CropSet, logits: np.ndarray, folds: list[list[str]], seed: int) -> dict:
    """AUC with interval, baseline and calibration of DB from predictions of models that never saw the patient.

    logits (n, 2): out of fold; folds: the patients that each fold held out.
    """
    labels = crops.labels[:, list(GRADES).index("DB")].numpy()
    patients = np.array(crops.patients)
    baseline = np.zeros(len(labels))
    for held in folds:
        test = np.isin(patients, held)
        baseline[test] = level_baseline(crops, np.flatnonzero(~test), np.flatnonzero(test), labels)
    scores = logits[:, 1] - logits[:, 0]
    temperature = fit_temperature(logits, labels)
    probabilities = 1 / (1 + np.exp(-scores / temperature))

    def auc_with_interval(values: np.ndarray) -> tuple[float, list[float]]:
        interval = bootstrap_by_patient(crops.patients, lambda k: auc(labels[k], values[k]))
        return round(auc(labels, values), 4), [round(v, 4) for v in interval]

    gain = bootstrap_by_patient(crops.patients, lambda k: auc(labels[k], scores[k]) - auc(labels[k], baseline[k]))
    model_auc, model_interval = auc_with_interval(scores)
    level_auc, level_interval = auc_with_interval(baseline)
    predicted, positive = probabilities >= 0.5, labels == 1
    data = "SPIDER, expert label Disc bulging, T2 SPACE; discs cut by the pipeline"
    return {
        "condition": "DB",
        "data": data,
        "method": f"{len(folds)}-fold cross-validation by patient, out-of-fold predictions pooled",
        "patients": len(set(crops.patients)),
        "discs": len(labels),
        "bulging": round(float(positive.mean()), 4),
        "auc": model_auc,
        "auc95": model_interval,
        "baseline": "how often discs of this level bulge in the training patients",
        "baselineAuc": level_auc,
        "baselineAuc95": level_interval,
        "gain95": [round(v, 4) for v in gain],
        "sensitivity": round(float(predicted[positive].mean()), 4),
        "specificity": round(float((~predicted[~positive]).mean()), 4),
        "operatingPoint": 0.5,
        "temperature": round(temperature, 4),
        "calibrationError": round(expected_calibration_error(labels, probabilities), 4),
        "seed": seed,
        # As the manifest cites it.
        "evidence": {
            "dataSet": data, "n": len(labels), "patients": len(set(crops.patients)), "metric": "auc", "value": model_auc, "interval": model_interval,
            "baseline": {"name": "level alone", "value": level_auc},
        },
    }


def class_probabilities(logits: Tensor, temperature: float) -> np.ndarray:
    """Calibrated probabilities (n, classes)."""
    return torch.softmax(logits.double() / temperature, 1).numpy()

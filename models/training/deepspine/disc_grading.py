"""The first grader's discs, predictions and cross-validation figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from deepspine import augment_disc
from deepspine.disc_volumes import bulging_labels, companion_labels, read_disc_volumes
from deepspine.resnext import ResNeXt
from deepspine.spider import read_gradings
from deepspine.statistics import auc, bootstrap_by_patient, expected_calibration_error, fit_temperature

HEADS = {"DB": 2}
OPERATING_POINT = 0.5


class Discs:
    """All labelled disc volumes: (n, planes, rows, columns), labels (n,), patients and levels."""

    def __init__(self, root: Path, data: Path) -> None:
        gradings = read_gradings(data)
        labels, companions = bulging_labels(gradings), companion_labels(gradings)
        kept = [d for d in read_disc_volumes(root) if (d.study, d.level) in labels]
        if not kept:
            raise SystemExit(f"{root}: no disc has a disc-bulging label in {data.name}'s gradings.")
        self.volumes = torch.from_numpy(np.stack([d.volume for d in kept]))
        self.labels = np.array([labels[(d.study, d.level)] for d in kept])
        self.companions = np.array([companions[(d.study, d.level)] for d in kept])
        self.patients = [d.study for d in kept]
        self.levels = [d.level for d in kept]

    def rows(self, patients: set[str]) -> np.ndarray:
        return np.array([k for k, name in enumerate(self.patients) if name in patients])


def build(weights: dict[str, torch.Tensor], planes: int) -> ResNeXt:
    """The exported network (no helper heads) with the given weights, ready to run."""
    model = ResNeXt(HEADS, planes)
    model.load_state_dict(weights)
    return model.eval()


@torch.no_grad()
def predict(model: ResNeXt, volumes: torch.Tensor) -> np.ndarray:
    """Logits (n, 2) of un-normalised volumes."""
    parts = [model(augment_disc.zscore(part))[0] for part in volumes.split(16)]
    return torch.cat(parts).numpy()


def level_baseline(discs: Discs, train_rows: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The trivial predictor: how often discs of this level bulge in the training patients."""
    everything = discs.labels[train_rows].mean()
    shares = {}
    for level in set(discs.levels):
        here = [discs.labels[k] for k in train_rows if discs.levels[k] == level]
        shares[level] = (sum(here) + everything) / (len(here) + 1)
    return np.array([shares[discs.levels[k]] for k in rows])


def cross_validation_figures(discs: Discs, folds: list[dict], seed: int) -> dict:
    """AUC with interval, baseline and calibration from predictions of models that never saw the patient."""
    logits = np.zeros((len(discs.labels), 2))
    baseline = np.zeros(len(discs.labels))
    everybody = set(discs.patients)
    for fold in folds:
        held = set(fold["held"])
        rows = discs.rows(held)
        logits[rows] = predict(build(fold["weights"], discs.volumes.shape[1]), discs.volumes[rows])
        baseline[rows] = level_baseline(discs, discs.rows(everybody - held), rows)
    scores = logits[:, 1] - logits[:, 0]
    temperature = fit_temperature(logits, discs.labels)
    probabilities = 1 / (1 + np.exp(-scores / temperature))

    def auc_with_interval(values: np.ndarray) -> tuple[float, list[float]]:
        interval = bootstrap_by_patient(discs.patients, lambda k: auc(discs.labels[k], values[k]))
        return round(auc(discs.labels, values), 4), [round(v, 4) for v in interval]

    gain = bootstrap_by_patient(
        discs.patients, lambda k: auc(discs.labels[k], scores[k]) - auc(discs.labels[k], baseline[k])
    )
    model_auc, model_interval = auc_with_interval(scores)
    level_auc, level_interval = auc_with_interval(baseline)
    predicted, positive = probabilities >= OPERATING_POINT, discs.labels == 1
    return {
        "condition": "DB",
        "data": "SPIDER, expert label Disc bulging, T2 SPACE; discs cut by the pipeline",
        "method": f"{len(folds)}-fold cross-validation by patient, out-of-fold predictions pooled",
        "patients": len(everybody),
        "discs": len(discs.labels),
        "bulging": round(float(positive.mean()), 4),
        "auc": model_auc,
        "auc95": model_interval,
        "baseline": "how often discs of this level bulge in the training patients",
        "baselineAuc": level_auc,
        "baselineAuc95": level_interval,
        "gain95": [round(v, 4) for v in gain],
        "sensitivity": round(float(predicted[positive].mean()), 4),
        "specificity": round(float((~predicted[~positive]).mean()), 4),
        "operatingPoint": OPERATING_POINT,
        "temperature": round(temperature, 4),
        "calibrationError": round(expected_calibration_error(discs.labels, probabilities), 4),
        "seed": seed,
    }

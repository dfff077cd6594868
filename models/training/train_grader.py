"""Trains the first grader (disc bulging) on disc volumes cut by the pipeline: cross-validation, then all.

    npm run -s deepspine -- extract ../shared/data/spider/images --out models/training/runs/discs
    python train_grader.py --discs runs/discs --data ../../../shared/data/spider --out runs/grader
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from deepspine import augment_disc
from deepspine.disc_volumes import bulging_labels, read_disc_volumes
from deepspine.resnext import ResNeXt
from deepspine.spider import read_gradings
from deepspine.statistics import auc, bootstrap_by_patient, expected_calibration_error, fit_temperature

SPACING = (3.0, 0.5, 0.5)
HEADS = {"DB": 2}


class Discs:
    """All labelled disc volumes: (n, planes, rows, columns), labels (n,), patients and levels."""

    def __init__(self, root: Path, data: Path) -> None:
        labels = bulging_labels(read_gradings(data))
        kept = [d for d in read_disc_volumes(root) if (d.study, d.level) in labels]
        if not kept:
            raise SystemExit(f"{root}: no disc has a disc-bulging label in {data.name}'s gradings.")
        self.volumes = torch.from_numpy(np.stack([d.volume for d in kept]))
        self.labels = np.array([labels[(d.study, d.level)] for d in kept])
        self.patients = [d.study for d in kept]
        self.levels = [d.level for d in kept]

    def rows(self, patients: set[str]) -> np.ndarray:
        return np.array([k for k, name in enumerate(self.patients) if name in patients])


def train(discs: Discs, rows: np.ndarray, steps: int, batch: int, rate: float, seed: int) -> ResNeXt:
    """Trains on the given rows; returns the averaged weights."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    planes = discs.volumes.shape[1]
    model = ResNeXt(HEADS, planes).to(memory_format=torch.channels_last)
    average = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=5e-2)
    labels = torch.from_numpy(discs.labels)
    for step in range(steps):
        progress = step / steps
        scale = progress / 0.1 if progress < 0.1 else 0.5 * (1 + math.cos(math.pi * (progress - 0.1) / 0.9))
        for group in optimizer.param_groups:
            group["lr"] = rate * max(scale, 0.01)
        picked = torch.from_numpy(rows)[torch.randint(len(rows), (batch,), generator=rng)]
        volumes = augment_disc.move(discs.volumes[picked], SPACING, rng)
        volumes = augment_disc.mirror(augment_disc.recolour(volumes, rng), rng)
        volumes = augment_disc.zscore(volumes).to(memory_format=torch.channels_last)
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            (logits,) = model(volumes)
        loss = F.cross_entropy(logits.float(), labels[picked], label_smoothing=0.05)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        decay = min(0.98, (1 + step) / (10 + step))
        with torch.no_grad():
            for kept, new in zip(average.state_dict().values(), model.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(new.float(), 1 - decay)
                else:
                    kept.copy_(new)
    return average.eval()


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--discs", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    log = open(options.out / "log.jsonl", "a", buffering=1)

    discs = Discs(options.discs, options.data)
    names = sorted(set(discs.patients), key=lambda name: (len(name), name))
    random.Random(options.seed).shuffle(names)
    logits = np.zeros((len(discs.labels), 2))
    baseline = np.zeros(len(discs.labels))
    for fold in range(options.folds):
        held = set(names[fold :: options.folds])
        rows, test = discs.rows(set(names) - held), discs.rows(held)
        began = time.monotonic()
        model = train(discs, rows, options.steps, options.batch, options.rate, options.seed + fold)
        logits[test] = predict(model, discs.volumes[test])
        baseline[test] = level_baseline(discs, rows, test)
        entry = {"fold": fold, "patients": len(held), "discs": len(test), "minutes": round((time.monotonic() - began) / 60, 2),
                 "auc": round(auc(discs.labels[test], logits[test, 1] - logits[test, 0]), 4)}
        print(json.dumps(entry), file=log)

    scores = logits[:, 1] - logits[:, 0]
    temperature = fit_temperature(logits, discs.labels)
    probabilities = 1 / (1 + np.exp(-scores / temperature))
    interval = bootstrap_by_patient(discs.patients, lambda k: auc(discs.labels[k], scores[k]))
    base_interval = bootstrap_by_patient(discs.patients, lambda k: auc(discs.labels[k], baseline[k]))
    gain = bootstrap_by_patient(discs.patients, lambda k: auc(discs.labels[k], scores[k]) - auc(discs.labels[k], baseline[k]))
    predicted = probabilities >= 0.5
    positive = discs.labels == 1
    figures = {
        "condition": "DB",
        "data": "SPIDER, expert label Disc bulging, T2 SPACE; discs cut by the pipeline",
        "method": f"{options.folds}-fold cross-validation by patient, out-of-fold predictions pooled",
        "patients": len(names), "discs": len(discs.labels), "bulging": round(float(positive.mean()), 4),
        "auc": round(auc(discs.labels, scores), 4), "auc95": [round(v, 4) for v in interval],
        "baseline": "prevalence of the disc's level in the training patients",
        "baselineAuc": round(auc(discs.labels, baseline), 4), "baselineAuc95": [round(v, 4) for v in base_interval],
        "gain95": [round(v, 4) for v in gain],
        "sensitivity": round(float(predicted[positive].mean()), 4),
        "specificity": round(float((~predicted[~positive]).mean()), 4),
        "operatingPoint": 0.5, "temperature": round(temperature, 4),
        "calibrationError": round(expected_calibration_error(discs.labels, probabilities), 4),
        "steps": options.steps, "seed": options.seed,
    }
    print(json.dumps(figures), file=log)
    (options.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")

    model = train(discs, discs.rows(set(names)), options.steps, options.batch, options.rate, options.seed)
    torch.save(
        {"average": model.state_dict(), "heads": HEADS, "planes": discs.volumes.shape[1], "figures": figures,
         "shape": list(discs.volumes.shape[1:]), "spacing": SPACING, "seed": options.seed, "patients": names},
        options.out / "grader.pt",
    )


if __name__ == "__main__":
    main()

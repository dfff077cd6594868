"""Fits the geometric comparator: grades from measurements alone, by proportional odds (McCullagh 1980).

    python fit_comparator.py --simulated runs/simulated --hybrid runs/hybrid --out runs/grader/comparator.json --version 1.0.0

Measurements have the pipeline's names and definitions (deepspine/simulator/measure.py, analysis/measure.ts). Noise of
the size of the pipeline's own errors is added, so that no measurement is trusted more than it deserves. Warped discs of
split.json's training patients join the simulated ones: canals have the width there that the pipeline will measure.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from deepspine.conditions import GRADES, UNKNOWN
from deepspine.crop_set import CropSet, joined, read_crop_files
from deepspine.statistics import auc, quadratic_kappa

# What each condition may be judged by, and the error of each measurement (standard deviation).
MEASUREMENTS = {
    "SCS": ("canalAp", "canalRatio"),
    "DB": ("discBulge", "discHeightRatio"),
}
NOISE = {"canalAp": 0.8, "canalRatio": 0.07, "discBulge": 0.8, "discHeightRatio": 0.02}


def design(crops: CropSet, condition: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Measurements (n, m) with noise and grades (n,) of the discs that have both; images of the same geometry count once."""
    column = list(GRADES).index(condition)
    rows, seen = [], set()
    for k, measures in enumerate(crops.measures):
        if crops.labels[k, column] == UNKNOWN or any(name not in measures for name in MEASUREMENTS[condition]):
            continue
        key = (crops.patients[k], crops.levels[k], *(measures[name] for name in MEASUREMENTS[condition]))
        if key not in seen:
            seen.add(key)
            rows.append(k)
    values = np.array([[crops.measures[k][name] for name in MEASUREMENTS[condition]] for k in rows])
    noise = rng.normal(0, [NOISE[name] for name in MEASUREMENTS[condition]], values.shape)
    return values + noise, crops.labels[rows, column].numpy()


def fit(values: np.ndarray, grades: np.ndarray, classes: int) -> dict[str, list[float]]:
    """Weights and ascending thresholds that maximize the likelihood, with a little shrinkage."""
    mean, scale = values.mean(0), values.std(0).clip(1e-6)
    x, y = torch.tensor((values - mean) / scale), torch.tensor(grades)
    weights = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    first = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    gaps = torch.zeros(classes - 2, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, first, gaps], max_iter=500)

    def thresholds() -> torch.Tensor:
        return torch.cat([first, first + F.softplus(gaps).cumsum(0)])

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        above = torch.sigmoid((x @ weights)[:, None] - thresholds()[None])
        edges = torch.cat([torch.ones(len(x), 1), above, torch.zeros(len(x), 1)], 1)
        likelihood = (edges[:, :-1] - edges[:, 1:]).gather(1, y[:, None]).clamp_min(1e-9)
        loss = -likelihood.log().mean() + 1e-3 * (weights**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    rounded = {"mean": mean, "scale": scale, "weights": weights.detach().numpy(), "thresholds": thresholds().detach().numpy()}
    return {name: [round(float(v), 5) for v in value] for name, value in rounded.items()}


def scores(model: dict, values: np.ndarray) -> np.ndarray:
    """Probabilities (n, classes) of measurements (n, m)."""
    z = ((values - model["mean"]) / np.array(model["scale"])) @ np.array(model["weights"])
    above = 1 / (1 + np.exp(-(z[:, None] - np.array(model["thresholds"])[None])))
    edges = np.concatenate([np.ones((len(z), 1)), above, np.zeros((len(z), 1))], 1)
    return edges[:, :-1] - edges[:, 1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulated", type=Path, required=True)
    parser.add_argument("--hybrid", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    simulated, hybrid = read_crop_files(options.simulated), read_crop_files(options.hybrid)
    if simulated is None or hybrid is None:
        raise SystemExit("No simulated or no hybrid patients; run simulate.py and hybridise.py first.")
    crops = joined([simulated, hybrid.of_patients(set(json.loads(options.split.read_text())["train"]))])
    rng = np.random.default_rng(options.seed)
    conditions = {}
    for condition, names in MEASUREMENTS.items():
        values, grades = design(crops, condition, rng)
        if len(grades) == 0:
            raise SystemExit(f"{options.simulated}: no disc has the measurements {', '.join(names)}; simulate anew.")
        model = fit(values, grades, len(GRADES[condition]))
        conditions[condition] = {"measurements": list(names), **model}
        predicted = scores(model, values)
        figure = (
            quadratic_kappa(grades, predicted.argmax(1), 4) if len(GRADES[condition]) == 4 else auc(grades, predicted[:, 1])
        )
        print(f"{condition}: {len(grades)} discs, {'kappa' if len(GRADES[condition]) == 4 else 'AUC'} {figure:.3f} (fitted)")
    options.out.write_text(json.dumps({"version": options.version, "conditions": conditions}, indent=2) + "\n")


if __name__ == "__main__":
    main()

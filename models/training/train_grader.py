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
from typing import TextIO

import numpy as np
import torch
import torch.nn.functional as F

from deepspine import augment_disc
from deepspine.averaging import update_average
from deepspine.disc_grading import HEADS, Discs, cross_validation_figures, predict
from deepspine.disc_volumes import COMPANIONS, UNKNOWN
from deepspine.resnext import ResNeXt
from deepspine.statistics import auc

SPACING = (3.0, 0.5, 0.5)
# Heads that only help to train; the exported model has none of them. Names of modules hold no blanks.
HELPERS = {name.replace(" ", "_"): count for name, (count, _) in COMPANIONS.items()}
HELPER_WEIGHT = 0.3


def helper_loss(logits: list[torch.Tensor], companions: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of the companion gradings (batch, companions) that are known; 0 when none is."""
    losses = []
    for scores, truth in zip(logits, companions.T):
        if (truth != UNKNOWN).any():
            losses.append(F.cross_entropy(scores.float(), truth, ignore_index=UNKNOWN))
    return torch.stack(losses).mean() if losses else torch.zeros(())


def train(discs: Discs, rows: np.ndarray, options: argparse.Namespace, seed: int, log: TextIO) -> ResNeXt:
    """Trains on the given rows; returns the averaged weights without the helper heads."""
    steps, batch, rate = options.steps, options.batch, options.rate
    losses: list[float] = []
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    planes = discs.volumes.shape[1]
    model = ResNeXt({**HEADS, **HELPERS}, planes).to(memory_format=torch.channels_last)
    average = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=5e-2)
    labels, companions = torch.from_numpy(discs.labels), torch.from_numpy(discs.companions)
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
            logits, *helpers = model(volumes)
        loss = F.cross_entropy(logits.float(), labels[picked], label_smoothing=0.05)
        loss = loss + HELPER_WEIGHT * helper_loss(helpers, companions[picked])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        losses.append(loss.item())
        if step % 50 == 49:
            print(json.dumps({"seed": seed, "step": step + 1, "loss": round(float(np.mean(losses)), 4)}), file=log)
            losses.clear()
        update_average(average, model, step, limit=0.98, warmup=10)
    for name in HELPERS:
        del average.heads[name]
    return average.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--discs", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=300)
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
    folds = []
    for fold in range(options.folds):
        held = set(names[fold :: options.folds])
        began = time.monotonic()
        model = train(discs, discs.rows(set(names) - held), options, options.seed + fold, log)
        folds.append({"held": sorted(held), "weights": model.state_dict()})
        test = discs.rows(held)
        logits = predict(model, discs.volumes[test])
        entry = {
            "fold": fold, "patients": len(held), "discs": len(test),
            "auc": round(auc(discs.labels[test], logits[:, 1] - logits[:, 0]), 4),
            "minutes": round((time.monotonic() - began) / 60, 2),
        }
        print(json.dumps(entry), file=log)
    model = train(discs, discs.rows(set(names)), options, options.seed, log)
    figures = cross_validation_figures(discs, folds, options.seed)
    print(json.dumps(figures), file=log)
    (options.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    state = {
        "average": model.state_dict(), "folds": folds, "heads": HEADS, "figures": figures,
        "planes": discs.volumes.shape[1], "shape": list(discs.volumes.shape[1:]), "spacing": SPACING,
        "seed": options.seed, "steps": options.steps, "patients": sorted(names, key=lambda name: (len(name), name)),
    }
    torch.save(state, options.out / "grader.pt")


if __name__ == "__main__":
    main()

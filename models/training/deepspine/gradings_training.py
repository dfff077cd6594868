"""Training of the disc-gradings network, and its answers."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import dataclass
from typing import TextIO

import torch
import torch.nn.functional as F
from torch import Tensor

from deepspine.augment_gradings import Wide, as_seen, training_batch
from deepspine.averaging import update_average
from deepspine.conditions import UNKNOWN
from deepspine.graded_discs import GradedSet
from deepspine.gradings import ALL_HEADS, HEADS
from deepspine.gradings_net import GradingsNet

WEIGHTS = {
    "DB": 1.0, "pfirrmann": 1.0, "narrowing": 1.0, "herniation": 0.7, "modic": 1.0, "endplate": 0.7, "listhesis": 0.5, "upper": 0.3, "lower": 0.3,
}
SMOOTHING = 0.05
# Neighboring Pfirrmann grades are taken for one another by radiologists too: the target's spread, in grades.
GRADE_SPREAD = 0.55
STRUCTURES = 0.5


@dataclass(frozen=True)
class Schedule:
    epochs: int
    rate: float = 2e-3
    batch: int = 32
    decay: float = 5e-2
    seed: int = 20261129
    average: float = 0.995
    warmup: float = 0.08


def targets_of(labels: Tensor, classes: int) -> Tensor:
    """Soft targets (n, classes) of class indices."""
    index = torch.arange(classes)
    if classes > 2:
        weight = torch.exp(-((index[None] - labels[:, None]) ** 2) / (2 * GRADE_SPREAD**2))
        return weight / weight.sum(1, keepdim=True)
    return F.one_hot(labels, classes).float() * (1 - SMOOTHING) + SMOOTHING / classes


def grading_loss(said: dict[str, Tensor], labels: Tensor) -> Tensor:
    """Weighted mean over the heads of the soft cross-entropy; a disc without a label for a head does not count in it."""
    total, weight = torch.zeros(()), 0.0
    for column, (name, classes) in enumerate(ALL_HEADS.items()):
        known = labels[:, column] != UNKNOWN
        if known.any():
            target = targets_of(labels[known, column], len(classes))
            loss = -(target * F.log_softmax(said[name][known].float(), 1)).sum(1).mean()
            if len(classes) > 2:
                steps = said[name][known].float().softmax(1).cumsum(1) - target.cumsum(1)
                loss = loss + (steps**2).sum(1).mean()
            total, weight = total + WEIGHTS[name] * loss, weight + WEIGHTS[name]
    return total / max(weight, 1e-6)


def structure_loss(said: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy of the structures' map (n, 4, rows, columns) to their shares (n, 3, rows, columns)."""
    target = torch.cat([(1 - shares.sum(1, keepdim=True)).clamp_min(0), shares], 1)
    return -(target * F.log_softmax(said.float(), 1)).sum(1).mean()


def train(discs: GradedSet, schedule: Schedule, log: TextIO, note: dict | None = None) -> GradingsNet:
    """Returns the averaged network in evaluation mode."""
    torch.manual_seed(schedule.seed)
    rng = torch.Generator().manual_seed(schedule.seed)
    model = GradingsNet().to(memory_format=torch.channels_last)
    average = copy.deepcopy(model).eval()
    kept = [p for p in model.parameters() if p.ndim > 1]
    optimizer = torch.optim.AdamW([
        {"params": kept, "weight_decay": schedule.decay},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=schedule.rate)
    wide, steps = Wide(discs), schedule.epochs * (len(discs) // schedule.batch)
    began, losses, step = time.time(), [], 0
    for epoch in range(schedule.epochs):
        model.train()
        for rows in torch.randperm(len(discs), generator=rng).split(schedule.batch):
            if len(rows) < schedule.batch:
                continue
            progress = step / steps
            scale = progress / schedule.warmup if progress < schedule.warmup else 0.5 * (1 + math.cos(math.pi * (progress - schedule.warmup) / (1 - schedule.warmup)))
            for group in optimizer.param_groups:
                group["lr"] = schedule.rate * max(scale, 0.005)
            inputs, shares = training_batch(wide, rows.tolist(), rng)
            # In float32: where the processor has no bfloat16 arithmetic, that takes twice as long.
            said, structures = model.with_structures(inputs.to(memory_format=torch.channels_last))
            loss = grading_loss(said, discs.labels[rows]) + STRUCTURES * structure_loss(structures, shares)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            update_average(average, model, step, limit=schedule.average, warmup=10)
            losses.append(loss.item())
            step += 1
        line = {**(note or {}), "epoch": epoch + 1, "loss": round(sum(losses) / len(losses), 4), "discs": len(discs), "seconds": round(time.time() - began)}
        print(json.dumps(line), file=log, flush=True)
        losses.clear()
    return average.eval()


@torch.no_grad()
def predict(model: GradingsNet, inputs: Tensor) -> dict[str, Tensor]:
    """Logits (n, classes) per head of HEADS of inputs (n, 2, rows, columns)."""
    parts = [model(part[:, :1], part[:, 1:]) for part in inputs.split(64)]
    return {name: torch.cat([part[k] for part in parts]).float() for k, name in enumerate(HEADS)}


def predict_discs(model: GradingsNet, discs: GradedSet, t1: bool = True) -> dict[str, Tensor]:
    return predict(model, as_seen(discs, t1))

"""Training of the grader on any mixture of disc sets: simulated, hybrid and real labels together."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

import torch
import torch.nn.functional as F
from torch import Tensor

from deepspine import augment_disc
from deepspine.averaging import update_average
from deepspine.conditions import GRADES, UNKNOWN
from deepspine.crop_set import CropSet
from deepspine.crops import AXIAL, SAGITTAL
from deepspine.disc_volumes import COMPANIONS
from deepspine.quantities import quantity_loss
from deepspine.resnext import ResNeXt

# Heads that only help to train, named as modules may be.
HELPERS = {name.replace(" ", "_"): count for name, (count, _) in COMPANIONS.items()}
HELPER_WEIGHT = 0.3
QUANTITY_WEIGHT = 1.0
# Share of crops whose axial volume is withheld, so that one model serves studies without axial series.
AXIAL_MISSING = 1 / 3
# Weight of the squared distance between cumulated probabilities, which makes far misses cost more than near ones.
ORDINAL_WEIGHT = 1.0


@dataclass
class Source:
    """A set of discs and how many of each batch come from it. `grow` may replace the set as files arrive."""

    crops: CropSet
    count: int
    grow: Callable[[], CropSet] | None = None


@dataclass(frozen=True)
class Schedule:
    steps: int
    rate: float
    seed: int
    warmup: float = 0.05
    average: float = 0.99


def class_weights(labels: Tensor) -> list[Tensor]:
    """Per condition: inverse square root of each class's frequency, mean 1 over the discs; ones where unlabeled."""
    weights = []
    for column, grades in enumerate(GRADES.values()):
        known = labels[:, column][labels[:, column] != UNKNOWN]
        share = torch.bincount(known, minlength=len(grades)).float() / max(len(known), 1)
        weight = share.clamp_min(0.02).rsqrt()
        weights.append(weight / (weight * share).sum() if len(known) else torch.ones(len(grades)))
    return weights


def grading_loss(logits: tuple[Tensor, ...], labels: Tensor, weights: list[Tensor]) -> Tensor:
    """Mean over the conditions that the batch has labels for: weighted cross-entropy and ordinal distance."""
    losses = []
    for scores, truth, weight in zip(logits, labels.T, weights, strict=False):
        known = truth != UNKNOWN
        if not known.any():
            continue
        scores, truth = scores[known].float(), truth[known]
        loss = F.cross_entropy(scores, truth, weight, label_smoothing=0.02)
        if scores.shape[1] > 2:
            steps = torch.arange(scores.shape[1] - 1)
            cumulated = scores.softmax(1).cumsum(1)[:, :-1]
            loss = loss + ORDINAL_WEIGHT * ((cumulated - (truth[:, None] <= steps).float()) ** 2).sum(1).mean()
        losses.append(loss)
    return torch.stack(losses).mean()


def helper_loss(logits: tuple[Tensor, ...], companions: Tensor) -> Tensor:
    """Mean cross-entropy of the companion gradings (batch, companions) that are known; 0 when none is."""
    losses = [
        F.cross_entropy(scores.float(), truth, ignore_index=UNKNOWN)
        for scores, truth in zip(logits, companions.T, strict=True)
        if (truth != UNKNOWN).any()
    ]
    return torch.stack(losses).mean() if losses else torch.zeros(())


def prepared(crops: CropSet, rows: Tensor, rng: torch.Generator | None, axial: bool = True) -> tuple[Tensor, Tensor, Tensor]:
    """Sagittal and axial inputs of some discs, and which of them (n,) keep their axial volume.

    Varied at random where a generator is given; `axial` False withholds the axial volumes.
    """
    volumes = []
    for stored, spec in ((crops.sagittal, SAGITTAL), (crops.axial, AXIAL)):
        volume = stored[rows].float() / 255
        if rng is not None:
            volume = augment_disc.move(volume, spec.spacing, rng)
            volume = augment_disc.recolor(volume, rng)
        volumes.append(augment_disc.zscore(volume))
    keep = crops.has_axial[rows] & axial
    if rng is not None:
        keep = keep & (torch.rand(len(rows), generator=rng) >= AXIAL_MISSING)
    return volumes[0], volumes[1] * keep[:, None, None, None], keep


def train(model: ResNeXt, sources: list[Source], schedule: Schedule, log: TextIO,
          checkpoint: Callable[[ResNeXt, int], None] | None = None, every: int = 100) -> ResNeXt:
    """Trains in place; returns the averaged model in evaluation mode."""
    rng = torch.Generator().manual_seed(schedule.seed)
    torch.manual_seed(schedule.seed)
    model.to(memory_format=torch.channels_last)
    average = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=schedule.rate, weight_decay=3e-2)
    weights = class_weights(sources[0].crops.labels)
    losses: list[float] = []
    for step in range(schedule.steps):
        progress = step / schedule.steps
        scale = progress / schedule.warmup if progress < schedule.warmup else 0.5 * (1 + math.cos(math.pi * progress))
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate * max(scale, 0.01)
        if step % every == 0:
            for source in sources:
                if source.grow is not None:
                    source.crops = source.grow()
            weights = class_weights(sources[0].crops.labels)
        inputs, labels, companions, targets = [], [], [], []
        for source in sources:
            rows = torch.randint(len(source.crops), (source.count,), generator=rng)
            *volumes, with_axial = prepared(source.crops, rows, rng)
            inputs.append(volumes)
            labels.append(source.crops.only(rows).visible_labels(with_axial))
            targets.append(source.crops.targets()[rows])
            companions.append(source.crops.companions[rows])
        sagittal, axial = (torch.cat(parts).to(memory_format=torch.channels_last) for parts in zip(*inputs, strict=True))
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(sagittal, axial)
        loss = grading_loss(logits[: len(GRADES)], torch.cat(labels), weights)
        loss = loss + QUANTITY_WEIGHT * quantity_loss(logits[-1], torch.cat(targets))
        if model.helpers:
            loss = loss + HELPER_WEIGHT * helper_loss(logits[len(GRADES) : -1], torch.cat(companions))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        update_average(average, model, step, limit=schedule.average, warmup=10)
        losses.append(loss.item())
        if step % every == every - 1:
            sizes = [len(source.crops) for source in sources]
            print(json.dumps({"step": step + 1, "loss": round(sum(losses) / len(losses), 4), "discs": sizes}), file=log, flush=True)
            losses.clear()
            if checkpoint is not None:
                checkpoint(average, step + 1)
    return average.eval()


def restore(state: dict) -> ResNeXt:
    """The grader that a run has kept (`weights`, `helpers`), in evaluation mode."""
    model = ResNeXt(state["helpers"])
    model.load_state_dict(state["weights"])
    return model.eval()


@torch.no_grad()
def predict(model: ResNeXt, crops: CropSet, axial: bool = True) -> dict[str, Tensor]:
    """Logits (n, classes) per condition; `axial` False withholds the axial volumes."""
    parts = [model(*prepared(crops, rows, None, axial)[:2])[: len(GRADES)] for rows in torch.arange(len(crops)).split(32)]
    return {name: torch.cat([part[k] for part in parts]).float() for k, name in enumerate(GRADES)}

"""Trains the spine segmentation for a fixed wall-clock time; resumes from its last checkpoint.

    python train_segmentation.py --data ../../../shared/data/spider --out runs/segmentation --minutes 65

With an exported network as the teacher, the half-resolution network is trained, which begins with the teacher's weights
and learns from what it says of every pixel beside the masks:

    python train_segmentation.py --data … --out runs/half --teacher runs/full/spine-segmentation.onnx --minutes 60

The small network that finds the spine in a coarse slice learns the same from the same slices, averaged:

    python train_segmentation.py --data … --out runs/localisation --task localisation --steps 2000 --batch 16 --rate 3e-3
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from deepspine import augment
from deepspine.averaging import update_average
from deepspine.checkpoints import read_checkpoint
from deepspine.figures import dice_counts, dice_of
from deepspine.grid import labels_on_grid, pad, to_grid
from deepspine.half_unet import HALF_CHANNELS, HalfUNet, Teacher, inherit
from deepspine.spider import CLASSES, Volume, load_split, patients_of, read_volume
from deepspine.unet import DEFAULT_CHANNELS, LOCALISATION_CHANNELS, UNet

SPACING = 0.9375
# Pixels of the segmentation, each way, that are one of the localisation.
COARSE = 4
SPACINGS = {"segmentation": SPACING, "localisation": COARSE * SPACING}
# Output sizes in pixels (rows, columns): 300 x 240 mm as scanned, and smaller fields of view.
WINDOWS = ((320, 256), (256, 224), (256, 224), (224, 208))


class Slices:
    """All training volumes in memory as uint8; draws random batches, every patient equally often."""

    def __init__(self, volumes: list[Volume], seed: int) -> None:
        self.images = [torch.from_numpy(volume.image) for volume in volumes]
        self.masks = [torch.from_numpy(volume.mask) for volume in volumes]
        self.spacing = [volume.spacing for volume in volumes]
        self.rng = torch.Generator().manual_seed(seed)

    def _integer(self, below: int) -> int:
        return int(torch.randint(below, (1,), generator=self.rng))

    def draw(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Augmented images (count, 1, rows, columns) and class shares (count, 4, rows, columns)."""
        rows, columns = WINDOWS[self._integer(len(WINDOWS))]
        images, labels = [], []
        for _ in range(count):
            volume = self._integer(len(self.images))
            planes = len(self.images[volume])
            # Thick slices: the mean of up to 4 neighbors, 0.9 mm apart, under the middle one's mask.
            thickness = 1 + self._integer(4)
            plane = self._integer(planes)
            first = max(0, min(plane - (thickness - 1) // 2, planes - thickness))
            source = self.images[volume][first : first + thickness].float().mean(0)[None, None]
            mask = self.masks[volume][plane].float()[None, None]
            dy, dx = self.spacing[volume][1:]
            grid = augment.sampling_grid(
                1, (2 * rows, 2 * columns), (source.shape[2] * dy, source.shape[3] * dx), SPACING / 2,
                augment.Geometry(), self.rng,
            )
            image, shares = augment.warp(source, mask, grid, self.rng)
            images.append(image)
            labels.append(shares)
        image, shares = augment.without_spine(torch.cat(images), torch.cat(labels), self.rng)
        return augment.degrade(image, shares, self.rng), shares


def coarser(image: torch.Tensor, shares: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Batches of `Slices.draw` on pixels COARSE times as large, as `to_grid` gives them; what is padded is background."""
    image, shares = pad(augment.zscore(F.avg_pool2d(image, COARSE))), pad(F.avg_pool2d(shares, COARSE))
    shares[:, 0] += 1 - shares.sum(1)
    return image, shares


def loss_of(logits: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    """Cross-entropy plus soft Dice over the foreground classes of the whole batch."""
    logits = logits.float()
    entropy = F.cross_entropy(logits, shares)
    predicted = logits.softmax(1)[:, 1:]
    truth = shares[:, 1:]
    axes = (0, 2, 3)
    overlap = (2 * (predicted * truth).sum(axes) + 50) / (predicted.sum(axes) + truth.sum(axes) + 50)
    return entropy + (1 - overlap).mean()


def lesson_of(
    teacher: Teacher, image: torch.Tensor, logits: torch.Tensor, features: list[torch.Tensor], hint: float
) -> torch.Tensor:
    """How far the student is from the teacher: cross-entropy to its classes, and `hint` times the distance of what the
    levels say, in units of the teacher's own variance."""
    *levels, answer = [found.float() for found in teacher.features(image)]
    entropy = F.cross_entropy(logits.float(), answer.softmax(1))
    apart = [F.mse_loss(own.float(), theirs) / theirs.var() for own, theirs in zip(features, levels, strict=True)]
    return entropy + hint * torch.stack(apart).mean()


@torch.no_grad()
def validate(model: torch.nn.Module, volumes: list[Volume], spacing: float) -> dict[str, float]:
    """Mean Dice over patients on the model's grid of `spacing` mm."""
    model.eval()
    scores = []
    for volume in volumes:
        image, truth = to_grid(volume, spacing), labels_on_grid(volume, spacing)
        predicted = torch.cat([model(part).argmax(1) for part in image.split(4)])
        scores.append(dice_of(dice_counts(predicted.numpy(), truth.numpy())))
    return {name: float(np.mean([score[name] for score in scores])) for name in CLASSES[1:]}


def learning_rate(progress: float, peak: float) -> float:
    """One cycle over the share of the time budget used: 5 % linear rise, then a cosine to 0."""
    if progress < 0.05:
        return peak * (0.04 + 0.96 * progress / 0.05)
    return peak * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - 0.05) / 0.95)))


def command_of(options: argparse.Namespace) -> str:
    """What was typed, as far as it decides the weights, without the places of files on this machine."""
    length = f"--steps {options.steps}" if options.steps else f"--minutes {options.minutes:g}"
    teacher = f" --teacher {options.teacher.name}" if options.teacher else ""
    task = f" --task {options.task} --batch {options.batch}" if options.task != "segmentation" else ""
    return (
        f"python train_segmentation.py --data DATA --out runs/{options.out.name}{task}{teacher} {length} "
        f"--rate {options.rate:g} --seed {options.seed}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--task", choices=tuple(SPACINGS), default="segmentation")
    parser.add_argument("--minutes", type=float, default=65)
    parser.add_argument("--steps", type=int, help="stop after so many steps instead of by time")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--channels", type=int, nargs="+", help="of the levels, from the finest down")
    parser.add_argument("--teacher", type=Path, help="exported full network: train the half-resolution one from it")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--validate-minutes", type=float, default=8)
    parser.add_argument("--fp32", action="store_true", help="no bfloat16 (processors without AVX-512 BF16)")
    options = parser.parse_args()
    if options.teacher and options.task != "segmentation":
        parser.error(f"--teacher goes with --task segmentation, not with {options.task}.")

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    split = load_split(options.split, patients_of(options.data), options.seed)
    validation = [read_volume(options.data, name) for name in split["validation"]]
    slices = Slices([read_volume(options.data, name) for name in split["train"]], options.seed)

    teacher = Teacher(options.teacher) if options.teacher else None
    if teacher:
        model = HalfUNet(tuple(options.channels or HALF_CHANNELS))
        inherit(model, teacher, slices.draw(options.batch)[0])
        teacher.to(memory_format=torch.channels_last)
    else:
        usual = LOCALISATION_CHANNELS if options.task == "localisation" else DEFAULT_CHANNELS
        model = UNet(tuple(options.channels or usual))
    model = model.to(memory_format=torch.channels_last)
    average = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-2)
    spacing = SPACINGS[options.task]
    step, spent = 0, 0.0
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        state = read_checkpoint(checkpoint)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        slices.rng.set_state(state["rng"])
        step, spent = state["step"], state["spent"]

    log = open(options.out / "log.jsonl", "a", buffering=1)

    def save() -> None:
        state = {
            "model": model.state_dict(), "average": average.state_dict(), "step": step, "spent": spent,
            "optimizer": optimizer.state_dict(), "rng": slices.rng.get_state(),
            "network": type(model).__name__, "channels": model.channels, "seed": options.seed, "split": split,
            "task": options.task, "command": command_of(options),
        }
        partial = checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(checkpoint)

    last_validation = spent
    losses: list[float] = []
    while True:
        progress = step / options.steps if options.steps else spent / (options.minutes * 60)
        if progress >= 1:
            break
        began = time.monotonic()
        rate = learning_rate(progress, options.rate)
        for group in optimizer.param_groups:
            group["lr"] = rate
        model.train()
        image, shares = slices.draw(options.batch)
        if options.task == "localisation":
            image, shares = coarser(image, shares)
        drawn = time.monotonic() - began
        image = image.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not options.fp32):
            features = model.features(image)
            logits = model.head(features[-1])
            loss = loss_of(logits, shares)
            if teacher:
                loss = loss + lesson_of(teacher, image, logits, features, hint=1 - progress)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        update_average(average, model, step, limit=0.997, warmup=20)
        step += 1
        losses.append(loss.item())
        seconds = time.monotonic() - began
        spent += seconds
        if step % 20 == 0 or step <= 5:
            entry = {"step": step, "minutes": round(spent / 60, 2), "loss": round(float(np.mean(losses)), 4),
                     "rate": round(rate, 6), "seconds": round(seconds, 2), "augmentation": round(drawn, 2)}
            print(json.dumps(entry), file=log)
            losses.clear()
        if spent - last_validation >= options.validate_minutes * 60:
            last_validation = spent
            scores = {name: round(value, 4) for name, value in validate(average, validation, spacing).items()}
            print(json.dumps({"step": step, "minutes": round(spent / 60, 2), "validation": scores}), file=log)
            save()
    scores = {name: round(value, 4) for name, value in validate(average, validation, spacing).items()}
    print(json.dumps({"step": step, "minutes": round(spent / 60, 2), "validation": scores, "end": True}), file=log)
    save()


if __name__ == "__main__":
    main()

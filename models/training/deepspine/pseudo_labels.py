"""What a network says of a middle slice, accepted as its labels only where the discs agree with what radiologists listed."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from deepspine.augment import zscore
from deepspine.grid import pad
from deepspine.listed_slices import ORDER, ListedSlice

DISC = 2
# mm² of the smallest piece that counts as a disc.
LEAST_DISC_MM2 = 45
# Scales on trial, as factors on the spacing: where anatomy told it, and where only the header did.
NEAR = tuple(1.08**k for k in range(-2, 3))
FAR = tuple(1.08**k for k in range(-5, 6))
# Neighboring discs are about 35 mm apart.
STEP_MM = (22.0, 52.0)


@dataclass(frozen=True)
class Reading:
    """`shares` (4, rows, columns) in the image's pixels; `centers` (row, column) of the discs from the lowest up, in pixels;
    `spacing` mm at which it was read; `trust` the mean of the largest share within the discs; `fault` why it is not accepted."""

    shares: np.ndarray
    centers: list[tuple[float, float]]
    spacing: float
    trust: float
    fault: str | None


class Asked(Protocol):
    """What is asked: a slice (1, rows, columns) of `spacing` mm pixels → shares (classes, rows, columns)."""

    spacing: float

    def run(self, image: torch.Tensor) -> torch.Tensor: ...


def ask(network: Asked, image: np.ndarray, spacing: float) -> torch.Tensor:
    """Class shares (classes, rows, columns) in the image's pixels, read as if a pixel were `spacing` mm."""
    rows, columns = (max(1, round(side * spacing / network.spacing)) for side in image.shape)
    samples = min(5, max(1, round(network.spacing / spacing)))
    source = torch.from_numpy(image.astype(np.float32))[None, None]
    fine = F.interpolate(source, (rows * samples, columns * samples), mode="bilinear", align_corners=False)
    grid = pad(zscore(F.avg_pool2d(fine, samples)))
    said = network.run(grid[0])[None, :, :rows, :columns]
    return F.interpolate(said, image.shape, mode="bilinear", align_corners=False)[0]


def discs_of(labels: np.ndarray, spacing: float) -> list[tuple[float, float]]:
    """Centers (row, column) of the pieces of disc, from the lowest up."""
    parts, count = ndimage.label(labels == DISC)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)[1:] * spacing**2
    kept = [k + 1 for k in range(count) if sizes[k] >= LEAST_DISC_MM2]
    return sorted(ndimage.center_of_mass(np.ones_like(parts), parts, kept), reverse=True)


def fault_of(case: ListedSlice, centers: list[tuple[float, float]], spacing: float) -> str | None:
    """Why the discs do not agree with the boxes or, where there are none, with the list of graded discs."""
    if case.boxes:
        return _against_boxes(case, centers)
    if len(centers) != len(case.graded):
        return f"{len(centers)} discs, {len(case.graded)} graded"
    steps = [math.dist(a, b) * spacing for a, b in itertools.pairwise(centers)]
    if any(not STEP_MM[0] <= step <= STEP_MM[1] for step in steps):
        return "steps of " + ", ".join(f"{step:.0f}" for step in steps) + " mm"
    if any(not 0.6 <= b / a <= 1.5 for a, b in itertools.pairwise(steps)):
        return "uneven steps"
    return None


def _against_boxes(case: ListedSlice, centers: list[tuple[float, float]]) -> str | None:
    inside: list[int] = []
    for level in (level for level in ORDER if level in case.boxes):
        x0, y0, x1, y1 = case.boxes[level]
        within = [k for k, (row, column) in enumerate(centers) if y0 <= row <= y1 and x0 <= column <= x1]
        if len(within) != 1:
            return f"{len(within)} discs in the box of {level}"
        inside += within
    # What lies above the highest box was not drawn, perhaps; below the lowest and between them nothing is missing.
    if inside != list(range(len(inside))):
        return "a disc below or between the boxes"
    return None


def found_in_boxes(case: ListedSlice, centers: list[tuple[float, float]]) -> tuple[int, int]:
    """Boxes that hold exactly one disc's center, and discs below the highest box that lie in none."""
    hits = [
        sum(y0 <= row <= y1 and x0 <= column <= x1 for row, column in centers) == 1 for x0, y0, x1, y1 in case.boxes.values()
    ]
    top = min(y0 for _, y0, _, _ in case.boxes.values())
    extra = sum(
        row > top and not any(y0 <= row <= y1 and x0 <= column <= x1 for x0, y0, x1, y1 in case.boxes.values()) for row, column in centers
    )
    return int(sum(hits)), int(extra)


def read(network: Asked, case: ListedSlice, inverted: bool) -> Reading:
    """The reading at the scale with most trust, accepted ones first, averaged with those of the scales beside it."""
    image = 255 - case.image if inverted else case.image
    scales = [case.spacing * factor for factor in (NEAR if case.certain else FAR)]
    said = [ask(network, image, spacing) for spacing in scales]
    tried = [_judge(case, shares, spacing) for shares, spacing in zip(said, scales)]
    best = max(range(len(tried)), key=lambda k: (tried[k].fault is None, tried[k].trust))
    near = [k for k in (best - 1, best, best + 1) if 0 <= k < len(tried)]
    mean = _judge(case, torch.stack([said[k] for k in near]).mean(0), scales[best])
    return mean if mean.fault is None else tried[best]


def _judge(case: ListedSlice, shares: torch.Tensor, spacing: float) -> Reading:
    labels = shares.argmax(0).numpy()
    centers = discs_of(labels, spacing)
    where = labels == DISC
    trust = float(shares[DISC].numpy()[where].mean()) if where.any() else 0.0
    return Reading(shares.numpy(), centers, spacing, trust, fault_of(case, centers, spacing))

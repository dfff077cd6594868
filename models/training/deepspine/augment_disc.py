"""Augmentation of disc volumes: what a misplaced localisation and another scanner would have given."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

# What the cut itself has not varied: a remaining misplacement in mm and degrees, and size.
CENTRE_MM = 1.5
ANGLE_DEGREES = 3.0
SCALE = 0.06


def zscore(volumes: Tensor) -> Tensor:
    """(batch, planes, rows, columns) with mean 0 and standard deviation 1 per volume."""
    axes = (1, 2, 3)
    mean = volumes.mean(axes, keepdim=True)
    return (volumes - mean) / volumes.std(axes, keepdim=True, correction=0).clamp_min(1e-6)


def move(volumes: Tensor, spacing: tuple[float, float, float], rng: torch.Generator) -> Tensor:
    """Shifts, turns in its planes and scales each volume at random; edges repeat."""
    count, planes, rows, columns = volumes.shape
    angle = _uniform(count, rng) * math.radians(ANGLE_DEGREES)
    scale = 1 + SCALE * _uniform(count, rng)
    shift = torch.stack([_uniform(count, rng) * CENTRE_MM for _ in range(2)], 1)
    across = _uniform(count, rng) * 0.5 * CENTRE_MM
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0] = torch.cos(angle) * scale
    matrix[:, 0, 1] = -torch.sin(angle) * scale * rows * spacing[1] / (columns * spacing[2])
    matrix[:, 1, 0] = torch.sin(angle) * scale * columns * spacing[2] / (rows * spacing[1])
    matrix[:, 1, 1] = torch.cos(angle) * scale
    matrix[:, 0, 2] = shift[:, 0] / (columns * spacing[2] / 2)
    matrix[:, 1, 2] = shift[:, 1] / (rows * spacing[1] / 2)
    grid = F.affine_grid(matrix, [count, planes, rows, columns], align_corners=False)
    moved = F.grid_sample(volumes, grid, padding_mode="border", align_corners=False)
    # All planes move alike, so that what is left is linear interpolation between neighboring ones.
    position = (torch.arange(planes) + across[:, None] / spacing[0]).clamp(0, planes - 1)
    below = position.floor().long().clamp(max=planes - 2)
    share = (position - below)[:, :, None, None]
    each = torch.arange(count)[:, None]
    return moved[each, below] * (1 - share) + moved[each, below + 1] * share


def recolor(volumes: Tensor, rng: torch.Generator) -> Tensor:
    """Another scanner: gamma, shading, blur, noise and slices that differ in brightness."""
    count, planes, rows, columns = volumes.shape
    low = volumes.amin((1, 2, 3), keepdim=True)
    high = volumes.amax((1, 2, 3), keepdim=True)
    unit = ((volumes - low) / (high - low).clamp_min(1e-6)).clamp_min(1e-6)
    unit = unit ** torch.exp(0.45 * _uniform(count, rng))[:, None, None, None]
    field = F.interpolate(
        torch.randn(count, 1, 3, 3, generator=rng) * 0.25, (rows, columns), mode="bicubic", align_corners=False
    )
    unit = unit * torch.exp(field) * (1 + 0.05 * torch.randn(count, planes, 1, 1, generator=rng))
    blurred = F.avg_pool2d(F.pad(unit, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    blur = (torch.rand(count, generator=rng) < 0.4).float()[:, None, None, None] * torch.rand(count, 1, 1, 1, generator=rng)
    unit = unit * (1 - blur) + blurred * blur
    noise = 0.04 * torch.rand(count, 1, 1, 1, generator=rng)
    return unit + noise * torch.randn(unit.shape, generator=rng)


def _uniform(count: int, rng: torch.Generator) -> Tensor:
    return torch.rand(count, generator=rng) * 2 - 1

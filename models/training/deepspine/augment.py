"""Augmentation of sagittal slices: geometry, contrast, and the faults of real scanners.

Everything works on whole batches in torch, so that on two cores it costs a small part of a training step.
Images are (batch, 1, rows, columns) floats, labels (batch, 4, rows, columns) class shares that sum to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Geometry:
    """Ranges of the random geometric change; lengths in mm, angles in degrees."""

    rotation: float = 20.0
    scale: float = 0.25
    # Smallest and largest scale of a part of the slices, as wrong spacing in headers makes it, and how large that part is.
    wild_scale: tuple[float, float] = (0.62, 1.62)
    wild: float = 0.0
    stretch: float = 0.08
    shift_rows: float = 45.0
    shift_columns: float = 25.0
    elastic: float = 3.0


def _uniform(count: int, low: float, high: float, rng: torch.Generator) -> torch.Tensor:
    return torch.rand(count, 1, 1, 1, generator=rng) * (high - low) + low


def _chance(count: int, share: float, rng: torch.Generator) -> torch.Tensor:
    """1 where an effect applies, 0 where not; (count, 1, 1, 1)."""
    return (torch.rand(count, 1, 1, 1, generator=rng) < share).float()


def _smooth_field(count: int, size: tuple[int, int], knots: tuple[int, int], rng: torch.Generator):
    """Smooth noise of unit amplitude, (count, 1, rows, columns)."""
    coarse = torch.rand(count, 1, *knots, generator=rng) * 2 - 1
    return F.interpolate(coarse, size, mode="bicubic", align_corners=True)


def sampling_grid(
    count: int, size: tuple[int, int], extent_mm: tuple[float, float], spacing: float, ranges: Geometry,
    rng: torch.Generator,
) -> torch.Tensor:
    """Where in the source slice each output pixel is read, as ``grid_sample`` wants it (align_corners
    False): (count, rows, columns, 2), x then y in -1..1. ``size`` is the output in pixels of ``spacing`` mm,
    ``extent_mm`` the source's height and width."""
    rows, columns = size
    y = (torch.arange(rows) + 0.5 - rows / 2) * spacing
    x = (torch.arange(columns) + 0.5 - columns / 2) * spacing
    yy, xx = torch.meshgrid(y, x, indexing="ij")
    pick = lambda low, high: _uniform(count, low, high, rng).view(count, 1, 1)
    angle = pick(-ranges.rotation, ranges.rotation) * math.pi / 180
    scale = torch.exp(pick(math.log(1 - ranges.scale), math.log(1 + ranges.scale)))
    if ranges.wild:
        wild = pick(0, 1) < ranges.wild
        scale = torch.where(wild, torch.exp(pick(math.log(ranges.wild_scale[0]), math.log(ranges.wild_scale[1]))), scale)
    stretch = torch.exp(pick(-ranges.stretch, ranges.stretch))
    bend = F.interpolate(
        (torch.rand(count, 2, 6, 5, generator=rng) * 2 - 1) * ranges.elastic,
        size, mode="bicubic", align_corners=True,
    )
    px, py = xx / (scale * stretch), yy / scale * stretch
    sx = torch.cos(angle) * px - torch.sin(angle) * py + bend[:, 0]
    sy = torch.sin(angle) * px + torch.cos(angle) * py + bend[:, 1]
    sx = sx + pick(-ranges.shift_columns, ranges.shift_columns)
    sy = sy + pick(-ranges.shift_rows, ranges.shift_rows)
    return torch.stack([sx * 2 / extent_mm[1], sy * 2 / extent_mm[0]], dim=-1)


def warp(
    image: torch.Tensor, mask: torch.Tensor, grid: torch.Tensor, rng: torch.Generator, classes: int = 4
) -> tuple[torch.Tensor, torch.Tensor]:
    """Reads image (count, 1, …) and class-index mask (count, 1, …) at ``grid``, which has twice the output's
    resolution. The mask becomes area shares of each class; the image is averaged over the same area or
    read at one point of it, as resampling programs differ in just that."""
    outside = "border" if torch.rand(1, generator=rng) < 0.3 else "zeros"
    fine = F.grid_sample(image, grid, mode="bilinear", padding_mode=outside, align_corners=False)
    labels = F.grid_sample(mask, grid, mode="nearest", padding_mode="zeros", align_corners=False)
    shares = F.avg_pool2d(torch.cat([(labels == index).float() for index in range(classes)], dim=1), 2)
    mean = F.avg_pool2d(fine, 2)
    point = _chance(len(image), 0.3, rng)
    return mean * (1 - point) + fine[..., ::2, ::2] * point, shares


def without_spine(
    image: torch.Tensor, shares: torch.Tensor, rng: torch.Generator, share: float = 0.12, labeled: int = 4
) -> tuple[torch.Tensor, torch.Tensor]:
    """Takes the spine out of some slices, so that they resemble those beside it, which hold muscle, fat and bowel
    and of which the data set has none. Its place is filled with tissue from before or behind it. Channels of `shares` from
    `labeled` on stand for what nobody labeled; they stay."""
    count, columns = len(image), image.shape[3]
    shift = int(torch.randint(int(columns * 0.42), int(columns * 0.58), (1,), generator=rng))
    bone = shares[:, 1:labeled].sum(1, keepdim=True)
    spine = F.max_pool2d(F.avg_pool2d(bone, 4), 5, stride=1, padding=2)
    soft = F.avg_pool2d(F.pad(spine, (2, 2, 2, 2), mode="replicate"), 5, stride=1)
    soft = F.interpolate((soft * 2).clamp_max(1), image.shape[2:], mode="bilinear")
    # Where the spine is so wide that it would be filled with itself, the slice stays as it is.
    itself = (bone.roll(shift, 3) > 0.5) & (soft > 0.5)
    usable = itself.flatten(1).float().mean(1).view(-1, 1, 1, 1) < 1e-3
    gone = _chance(count, share, rng) * usable
    background = shares.clone()
    background[:, 1:labeled] = 0
    background[:, :1] += bone
    filled = image + (image.roll(shift, 3) - image) * soft * gone
    return filled, torch.where(gone > 0, background, shares)


def _unit(image: torch.Tensor) -> torch.Tensor:
    """Scales every slice to about 0..1 (its 99.5th percentile of a subsample to 1)."""
    flat = image[..., ::3, ::3].flatten(1)
    top = torch.quantile(flat, 0.995, dim=1).clamp_min(1e-3)
    return (image / top.view(-1, 1, 1, 1)).clamp(0, 1.5)


def _tissue_contrast(image, shares, rng):
    """A gain and an offset of its own for every labeled tissue, and one for the rest."""
    count = len(image)
    on = _chance(count, 0.5, rng)
    gain = torch.exp((torch.rand(count, 4, 1, 1, generator=rng) * 2 - 1) * 0.8)
    offset = (torch.rand(count, 4, 1, 1, generator=rng) * 2 - 1) * 0.3
    changed = image * (shares * gain).sum(1, keepdim=True) + (shares * offset).sum(1, keepdim=True)
    return torch.where(on > 0, changed.clamp_min(0), image)


def _fat_suppression(image, shares, rng):
    """Darkens what is bright outside the labels (fat), and the marrow of the vertebrae a little."""
    count = len(image)
    on = _chance(count, 0.45, rng)
    kept = _uniform(count, 0.05, 0.6, rng)
    threshold = _uniform(count, 0.15, 0.5, rng)
    bright = torch.sigmoid((image - threshold) / 0.06)
    rest = shares[:, :1]
    marrow = shares[:, 1:2] * (1 - _uniform(count, 0.3, 1.0, rng))
    return image * (1 - on * (rest * bright * (1 - kept) + marrow))


def _tone_curve(image, rng):
    """A random piecewise linear curve over the gray values, at times falling (inverted contrast). It changes
    labeled and unlabeled bone alike, which the per-tissue change does not."""
    count = len(image)
    knots = 6
    steps = torch.rand(count, knots, generator=rng) + 0.1
    wild = _chance(count, 0.3, rng).view(count, 1)
    signs = torch.where(torch.rand(count, knots, generator=rng) < 0.3, -1.0, 1.0)
    steps = steps * torch.where(wild > 0, signs, torch.ones(()))
    curve = torch.cat([torch.zeros(count, 1), steps.cumsum(1)], dim=1)
    low = curve.amin(1, keepdim=True)
    curve = (curve - low) / (curve.amax(1, keepdim=True) - low + 1e-3)
    flip = _chance(count, 0.12, rng).view(count, 1)
    curve = torch.where(flip > 0, 1 - curve, curve)
    position = image.clamp(0, 1 - 1e-4) * knots
    index = position.long()
    flat = index.flatten(1)
    left = torch.gather(curve, 1, flat).view_as(image)
    right = torch.gather(curve, 1, flat + 1).view_as(image)
    return torch.where(_chance(count, 0.45, rng) > 0, left + (right - left) * (position - index), image)


def _blur(image, rng):
    """Resolution loss: a Gaussian of its own width along rows and columns for every slice."""
    count = len(image)
    sigma = torch.rand(2, count, 1, generator=rng) * 1.2 * _chance(count, 0.4, rng).view(1, count, 1) + 0.05
    taps = torch.arange(-3, 4).float().view(1, 1, -1)
    kernel = torch.exp(-0.5 * (taps / sigma) ** 2)
    kernel = kernel / kernel.sum(-1, keepdim=True)
    x = F.pad(image.transpose(0, 1), (3, 3, 3, 3), mode="replicate")
    x = F.conv2d(x, kernel[0].view(count, 1, 7, 1), groups=count)
    x = F.conv2d(x, kernel[1].view(count, 1, 1, 7), groups=count)
    return x.transpose(0, 1)


def _ghosting(image, rng):
    """Weak shifted copies along rows or columns, as motion gives along the phase direction."""
    count = len(image)
    if torch.rand(1, generator=rng) > 0.35:
        return image
    axis = 2 if torch.rand(1, generator=rng) < 0.5 else 3
    shift = int(torch.randint(16, 90, (1,), generator=rng))
    weight = _uniform(count, 0.02, 0.18, rng) * _chance(count, 0.5, rng)
    return image + weight * (torch.roll(image, shift, axis) - torch.roll(image, -shift, axis)).abs()


def degrade(image: torch.Tensor, shares: torch.Tensor, rng: torch.Generator, own: float = 0.0) -> torch.Tensor:
    """The contrast and the faults of another scanner, z-scored per slice at the end. The share `own` keeps its contrast."""
    count, size = len(image), (image.shape[2], image.shape[3])
    kept = x = _unit(image)
    x = _tissue_contrast(x, shares, rng)
    x = _fat_suppression(x, shares, rng)
    x = _tone_curve(x, rng)
    if own:
        x = torch.where(_chance(count, own, rng) > 0, kept, x)
    x = x.clamp_min(0) ** torch.exp(_uniform(count, math.log(0.5), math.log(1.7), rng))
    field = torch.exp(_smooth_field(count, size, (4, 4), rng) * 0.6 * _chance(count, 0.6, rng))
    x = _blur(x * field, rng)
    x = _ghosting(x, rng)
    level = _uniform(count, 0.0, 0.1, rng) * _chance(count, 0.6, rng)
    noise = torch.randn(image.shape, generator=rng)
    return zscore((x + level * noise).clamp_min(0))


def zscore(image: torch.Tensor) -> torch.Tensor:
    """(pixel - mean) / (population standard deviation + 1e-6) over all pixels of every slice."""
    mean = image.mean(dim=(1, 2, 3), keepdim=True)
    spread = image.std(dim=(1, 2, 3), keepdim=True, unbiased=False)
    return (image - mean) / (spread + 1e-6)

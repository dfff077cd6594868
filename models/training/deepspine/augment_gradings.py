"""Training images of the disc-gradings network: the disc as another localisation and another scanner would have given it."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from deepspine.augment_disc import zscore
from deepspine.graded_discs import PLANES, SPACING, WIDE, WIDE_MM, GradedSet
from deepspine.gradings_net import COLUMNS, ROWS

# A frame's error: at most this many mm and degrees, and this share in size either way.
CENTRE_MM = 3.0
ANGLE_DEGREES = 6.0
SCALE = 0.3
# Unequal size of rows and columns, and what is left between T1 and T2 of one place.
ASPECT = 0.04
T1_MM = 1.0
# Share of discs whose T1 is withheld, so that one network serves studies without one.
T1_MISSING = 0.5
# Share of discs whose vertebrae are darkened as fat suppression would.
FAT_SUPPRESSED = 0.08
COARSE = 0.3
# Tone curve, shading, share that is blurred, and noise in standard deviations of the image.
GAMMA, SHADING, BLURRED, NOISE = 0.45, 0.25, 0.35, 0.2
COARSER = 4


class Wide:
    """The wide images of a set as tensors, uint8."""

    def __init__(self, discs: GradedSet) -> None:
        self.t2 = [torch.from_numpy(disc.wide) for disc in discs.discs]
        self.t1 = [torch.zeros(1, WIDE, WIDE, dtype=torch.uint8) if disc.wide_t1 is None else torch.from_numpy(disc.wide_t1) for disc in discs.discs]
        # Coarse: they only say what lies where at a quarter of the network's resolution.
        self.structures = [F.avg_pool2d(torch.from_numpy(disc.structures).float(), COARSER) / 255 for disc in discs.discs]
        self.vertebrae = [torch.from_numpy(disc.structures[0]) for disc in discs.discs]
        self.has_t1 = torch.from_numpy(discs.has_t1)

    def plane(self, k: int, rng: torch.Generator) -> Tensor:
        """One plane (WIDE, WIDE) float32 of a disc: of volumes any near the middle, thin or as thick as a usual slice."""
        planes = self.t2[k]
        if len(planes) == 1:
            return planes[0].float()
        thick = torch.rand((), generator=rng) < 0.5
        reach = PLANES // 2 - 1
        at = PLANES // 2 + int(torch.randint(-reach, reach + 1, (), generator=rng))
        return planes[at - 1 : at + 2].float().mean(0) if thick else planes[at].float()


def _error(count: int, rng: torch.Generator) -> Tensor:
    """From -1 to 1, small ones more often: errors of a frame."""
    return (_uniform(count, rng) + _uniform(count, rng)) / 2


def _uniform(count: int, rng: torch.Generator) -> Tensor:
    return torch.rand(count, generator=rng) * 2 - 1


def _grid(size: tuple[int, int], angle: Tensor, scale: Tensor, aspect: Tensor, shift: Tensor) -> Tensor:
    """Where (n, rows, columns) samples lie in the wide images; shift (n, 2) in mm to columns and rows."""
    matrix = torch.zeros(len(angle), 2, 3)
    half = WIDE * WIDE_MM / 2
    across, down = COLUMNS * SPACING[2] / 2 / half, ROWS * SPACING[1] / 2 / half
    matrix[:, 0, 0] = torch.cos(angle) * scale * aspect * across
    matrix[:, 0, 1] = -torch.sin(angle) * scale * down
    matrix[:, 1, 0] = torch.sin(angle) * scale * aspect * across
    matrix[:, 1, 1] = torch.cos(angle) * scale * down
    matrix[:, :, 2] = shift / half
    return F.affine_grid(matrix, [len(angle), 1, *size], align_corners=False)


def _sampled(images: Tensor, grid: Tensor) -> Tensor:
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


def placed(images: Tensor, angle: Tensor, scale: Tensor, aspect: Tensor, shift: Tensor) -> Tensor:
    """Wide images (n, 1, WIDE, WIDE) as a frame turned, scaled and moved by this would show them (n, 1, ROWS, COLUMNS)."""
    return _sampled(images, _grid((ROWS, COLUMNS), angle, scale, aspect, shift))


def _recolored(images: Tensor, rng: torch.Generator) -> Tensor:
    """Another scanner: coarser grid, tone curve, shading, blur, noise. images (n, 1, ROWS, COLUMNS) in 0..1."""
    count = len(images)
    images = images.clone()
    for k in torch.nonzero(torch.rand(count, generator=rng) < COARSE)[:, 0].tolist():
        size = int(ROWS * (0.45 + 0.45 * torch.rand((), generator=rng)))
        small = F.interpolate(images[k : k + 1], (size, size), mode="area")
        images[k : k + 1] = F.interpolate(small, (ROWS, COLUMNS), mode="bilinear", align_corners=False)
    images = images.clamp_min_(1e-4).pow_(torch.exp(GAMMA * _uniform(count, rng))[:, None, None, None])
    field = torch.exp(torch.randn(count, 1, 4, 4, generator=rng) * SHADING)
    images *= F.interpolate(field, (ROWS, COLUMNS), mode="bilinear", align_corners=True)
    for k in torch.nonzero(torch.rand(count, generator=rng) < BLURRED)[:, 0].tolist():
        images[k : k + 1] = F.avg_pool2d(images[k : k + 1], 3, stride=1, padding=1, count_include_pad=False)
    loud = NOISE * torch.rand(count, 1, 1, 1, generator=rng) * images.std((1, 2, 3), keepdim=True)
    return images.addcmul_(torch.randn(images.shape, generator=rng), loud)


def training_batch(wide: Wide, rows: list[int], rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Inputs (n, 2, ROWS, COLUMNS), T2 and T1, and shares of the structures (n, 3, ROWS / 4, COLUMNS / 4)."""
    count = len(rows)
    angle = _error(count, rng) * math.radians(ANGLE_DEGREES)
    scale, aspect = torch.exp(math.log(1 + SCALE) * _error(count, rng)), torch.exp(ASPECT * _error(count, rng))
    shift = torch.stack([_error(count, rng), _error(count, rng)], 1) * CENTRE_MM
    t2 = torch.stack([wide.plane(k, rng) for k in rows])[:, None] / 255
    for at in torch.nonzero(torch.rand(count, generator=rng) < FAT_SUPPRESSED)[:, 0].tolist():
        share = 0.3 + 0.4 * float(torch.rand((), generator=rng))
        t2[at, 0] *= 1 - share * wide.vertebrae[rows[at]].float() / 255
    image = _recolored(placed(t2, angle, scale, aspect, shift), rng)
    structures = torch.stack([wide.structures[k] for k in rows])
    shares = _sampled(structures, _grid((ROWS // 4, COLUMNS // 4), angle, scale, aspect, shift))
    other = torch.zeros(count, 1, ROWS, COLUMNS)
    with_t1 = torch.nonzero(wide.has_t1[rows] & (torch.rand(count, generator=rng) >= T1_MISSING))[:, 0]
    if len(with_t1):
        apart = torch.stack([_uniform(count, rng), _uniform(count, rng)], 1) * T1_MM
        t1 = torch.stack([wide.t1[rows[at]] for at in with_t1.tolist()]).float() / 255
        places = [value[with_t1] for value in (angle, scale, aspect, shift + apart)]
        other[with_t1] = zscore(_recolored(placed(t1, *places), rng))
    return torch.cat([zscore(image), other], 1), shares


def as_seen(discs: GradedSet, t1: bool = True) -> Tensor:
    """Inputs (n, 2, ROWS, COLUMNS) as the pipeline gives them to the network; `t1` False withholds the T1."""
    seen = torch.stack([torch.from_numpy(disc.seen) for disc in discs.discs])
    image, other = zscore(seen[:, :1]), zscore(seen[:, 1:])
    there = torch.from_numpy(discs.has_t1).float()[:, None, None, None] * float(t1)
    return torch.cat([image, other * there], 1)

"""Between a volume's own pixels and the segmentation's grid, in the same way as the pipeline does it.

The TypeScript twins are `resampleSlice` (extension/src/imaging/resampleSlice.ts) and `spineWindow`
(extension/src/analysis/spineWindow.ts); a test holds the latter and `spine_window` to the same numbers.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from deepspine.augment import zscore
from deepspine.spider import CLASSES, Volume

MULTIPLE = 16
# mm² of spine that a column must show, and mm that are kept before and behind it.
STRAY_MM2 = 5
MARGIN_MM = 36


def grid_size(volume: Volume, spacing: float) -> tuple[int, int]:
    """Rows and columns of the slices on a grid of `spacing` mm, before padding."""
    _, height, width = volume.image.shape
    _, dy, dx = volume.spacing
    return max(1, round(height * dy / spacing)), max(1, round(width * dx / spacing))


def _resample(planes: torch.Tensor, size: tuple[int, int], count: int) -> torch.Tensor:
    """(n, channels, height, width) on `size`: the mean of count x count linear samples per pixel."""
    fine = F.interpolate(planes, (size[0] * count, size[1] * count), mode="bilinear", align_corners=False)
    return F.avg_pool2d(fine, count)


def _samples(volume: Volume, spacing: float) -> int:
    return min(5, max(1, round(spacing / min(volume.spacing[1:]))))


def pad(planes: torch.Tensor) -> torch.Tensor:
    """Zeros at the bottom and right up to the next multiple of 16."""
    height, width = planes.shape[-2:]
    return F.pad(planes, (0, -width % MULTIPLE, 0, -height % MULTIPLE))


def to_grid(volume: Volume, spacing: float) -> torch.Tensor:
    """Slices (planes, 1, rows, columns) as the network wants them: resampled, z-scored, padded."""
    image = torch.from_numpy(volume.image.astype("float32"))[:, None]
    return pad(zscore(_resample(image, grid_size(volume, spacing), _samples(volume, spacing))))


def scouts_of(planes: int) -> list[int]:
    """The planes that are segmented whole: the middle one and one halfway to either end."""
    return sorted({math.floor(share * (planes - 1) + 0.5) for share in (0.25, 0.5, 0.75)})


def spine_window(probabilities: torch.Tensor, spacing: float) -> slice:
    """The columns in which the spine lies, with a margin, as far as some planes tell; all where they show none.
    `probabilities` is (planes, classes, rows, columns), the background first."""
    width = probabilities.shape[3]
    shown = (probabilities[:, 1:].sum(1) > 0.5).sum((0, 1))
    spine = (shown >= STRAY_MM2 / spacing**2).nonzero().flatten()
    if len(spine) == 0:
        return slice(0, width)
    step = MULTIPLE * spacing
    front, back = spine[0].item() * spacing, (spine[-1].item() + 1) * spacing
    first = max(0, math.floor((front - MARGIN_MM) / step) * MULTIPLE)
    return slice(first, min(width, math.ceil((back + MARGIN_MM) / step) * MULTIPLE))


def labels_on_grid(volume: Volume, spacing: float) -> torch.Tensor:
    """Class indices (planes, rows, columns) of the mask on the padded grid: the class of the largest share."""
    mask = torch.from_numpy(volume.mask)
    shares = torch.stack([(mask == index).float() for index in range(len(CLASSES))], dim=1)
    return pad(_resample(shares, grid_size(volume, spacing), _samples(volume, spacing)).argmax(1))


def labels_from_grid(said: torch.Tensor, volume: Volume, spacing: float) -> torch.Tensor:
    """Class indices (planes, height, width) in the volume's own pixels: what a network says (planes, classes, rows,
    columns) interpolated linearly, then the largest."""
    rows, columns = grid_size(volume, spacing)
    size = (volume.image.shape[1], volume.image.shape[2])
    parts = said[:, :, :rows, :columns].split(4)
    return torch.cat([F.interpolate(part, size, mode="bilinear").argmax(1) for part in parts])

"""Between a volume's own pixels and the segmentation's grid, in the same way as the pipeline does it.

The TypeScript twin is `resampleSlice` (extension/src/imaging/sagittalGrid.ts).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

from deepspine.augment import zscore
from deepspine.spider import CLASSES, Volume

MULTIPLE = 16


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


def labels_on_grid(volume: Volume, spacing: float) -> torch.Tensor:
    """Class indices (planes, rows, columns) of the mask on the padded grid: the class of the largest share."""
    mask = torch.from_numpy(volume.mask)
    shares = torch.stack([(mask == index).float() for index in range(len(CLASSES))], dim=1)
    return pad(_resample(shares, grid_size(volume, spacing), _samples(volume, spacing)).argmax(1))


def labels_from_grid(logits: torch.Tensor, volume: Volume, spacing: float) -> torch.Tensor:
    """Class indices (planes, height, width) in the volume's own pixels: logits (planes, classes, rows,
    columns) interpolated linearly, then the largest."""
    rows, columns = grid_size(volume, spacing)
    size = (volume.image.shape[1], volume.image.shape[2])
    parts = logits[:, :, :rows, :columns].split(4)
    return torch.cat([F.interpolate(part, size, mode="bilinear").argmax(1) for part in parts])

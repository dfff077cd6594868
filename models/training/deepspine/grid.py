"""Between a volume's own pixels and the segmentation's grid, in the same way as the pipeline does it.

The TypeScript twins are `resampleSlice` (extension/src/imaging/resampleSlice.ts), `spineExtent` and `windowAround`
(extension/src/analysis/segment/spineWindow.ts); a test holds the latter two and those here to the same numbers.
"""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from deepspine.augment import zscore
from deepspine.spider import CLASSES, Volume

MULTIPLE = 16
# mm² of disc in a slice that shows the spine, and in each part of it; mm that are kept before and behind it.
DISCS_MM2 = 400
DISC_MM2 = 25
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
    """The planes that may show where the spine lies, in the order in which they are asked."""
    return list(dict.fromkeys(math.floor(share * (planes - 1) + 0.5) for share in (0.5, 0.25, 0.75)))


def spine_extent(probabilities: torch.Tensor, spacing: float, edge: float = 0.0) -> tuple[float, float] | None:
    """mm from the front edge of the grid to the front and the back of the spine, as far as one slice tells; None where it
    does not show the spine. `probabilities` is (classes, rows, columns), the first classes as in CLASSES; a sacrum, if it is
    among them, does not count. `edge` is where its first column begins."""
    spine = (probabilities[1 : len(CLASSES)].sum(0) > 0.5).numpy()
    disc = (probabilities[CLASSES.index("disc")] > 0.5).numpy()
    parts, count = ndimage.label(spine)
    area = ndimage.sum_labels(disc, parts, range(1, count + 1)) * spacing**2
    kept = [part for part in range(count) if area[part] >= DISC_MM2]
    if sum(area[part] for part in kept) < DISCS_MM2:
        return None
    columns = np.isin(parts, np.array(kept) + 1).any(0).nonzero()[0]
    return edge + columns[0] * spacing, edge + (columns[-1] + 1) * spacing


def window_around(extent: tuple[float, float], columns: int, spacing: float) -> slice:
    """The columns, of a grid of so many, that hold the spine with a margin."""
    front, back = extent
    step = MULTIPLE * spacing
    first = max(0, math.floor((front - MARGIN_MM) / step) * MULTIPLE)
    return slice(first, min(columns, math.ceil((back + MARGIN_MM) / step) * MULTIPLE))


def holds(window: slice, needed: slice) -> bool:
    return window.start <= needed.start and needed.stop <= window.stop


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

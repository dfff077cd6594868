"""Disc volumes cut from image stacks exactly as the viewer's pipeline cuts them (analysis/discVolumes.ts)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Neighboring slices further apart than this multiple of the usual distance are not blended.
_GAP = 1.6
_MOST_STEPS = 4


@dataclass(frozen=True)
class VolumeSpec:
    """One input of the grading model, as manifest.json states it.

    shape: planes, rows, columns; spacing: mm between them; center: mm to the right, to the front and along the
    normal from the disc frame's center to the volume's.
    """

    name: str
    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]
    center: tuple[float, float, float]


SAGITTAL = VolumeSpec("sagittal", (13, 96, 96), (4.0, 0.6, 0.6), (0.0, -10.0, 0.0))
AXIAL = VolumeSpec("axial", (7, 96, 112), (4.0, 0.6, 0.6), (0.0, -16.0, 0.0))


@dataclass
class Stack:
    """Parallel slices. pixels (slices, rows, columns); positions (slices, 3): LPS mm of each first pixel's center.

    row_direction is the one along which the column index grows. Slices are sorted along the normal here.
    """

    pixels: np.ndarray
    positions: np.ndarray
    row_direction: np.ndarray
    column_direction: np.ndarray
    row_spacing: float
    column_spacing: float

    def __post_init__(self) -> None:
        self.normal = np.cross(self.row_direction, self.column_direction)
        order = np.argsort(self.positions @ self.normal)
        self.pixels, self.positions = self.pixels[order], self.positions[order]
        self.offsets = self.positions @ self.normal
        gaps = np.diff(self.offsets)
        self.slice_spacing = float(np.median(gaps)) if len(gaps) else 1.0

    def sample(self, points: np.ndarray) -> np.ndarray:
        """Values at points (n, 3) LPS mm: bilinear in the slices, linear between them; NaN outside."""
        offset = points @ self.normal
        last = len(self.offsets) - 1
        reach = self.slice_spacing / 2 + 1e-6
        low = np.clip(np.searchsorted(self.offsets, offset, side="right") - 1, 0, max(last - 1, 0))
        high = np.minimum(low + 1, last)
        step = self.offsets[high] - self.offsets[low]
        share = np.where(step > 0, (offset - self.offsets[low]) / np.where(step > 0, step, 1), 0.0)
        clipped = np.clip(share, 0, 1)
        # Beyond the ends and beside a gap the nearest slice is read.
        clipped = np.where((share > 0) & (share < 1) & (step > _GAP * self.slice_spacing), np.round(clipped), clipped)
        nearest = np.minimum(np.abs(offset - self.offsets[low]), np.abs(offset - self.offsets[high]))
        inside = (share >= 0) & (share <= 1) & (step <= _GAP * self.slice_spacing)
        value = self._read(low, points) * (1 - clipped) + np.where(clipped > 0, self._read(high, points), 0) * clipped
        return np.where(inside | (nearest <= reach), value, np.nan)

    def shows(self, point: np.ndarray) -> bool:
        """Whether an image shows a point (3,), LPS mm."""
        return not np.isnan(self.sample(point[None])[0])

    def _read(self, index: np.ndarray, points: np.ndarray) -> np.ndarray:
        rows, columns = self.pixels.shape[1:]
        relative = points - self.positions[index]
        column = relative @ self.row_direction / self.column_spacing
        row = relative @ self.column_direction / self.row_spacing
        outside = (column < -0.5) | (row < -0.5) | (column > columns - 0.5) | (row > rows - 0.5)
        column, row = np.clip(column, 0, columns - 1), np.clip(row, 0, rows - 1)
        c, r = np.minimum(column.astype(int), columns - 2), np.minimum(row.astype(int), rows - 2)
        fc, fr = (column - c).astype(np.float32), (row - r).astype(np.float32)
        flat = self.pixels.reshape(-1)
        base = (index * rows + r) * columns + c
        top = flat[base] * (1 - fc) + flat[base + 1] * fc
        bottom = flat[base + columns] * (1 - fc) + flat[base + columns + 1] * fc
        value = top * (1 - fr) + bottom * fr
        value[outside] = np.nan
        return value

    def spacing_along(self, direction: np.ndarray) -> float:
        """mm between samples along a direction: between slices across, between pixels within."""
        across, row, column = (float(direction @ d) ** 2 for d in (self.normal, self.row_direction, self.column_direction))
        return across * self.slice_spacing + row * self.column_spacing + column * self.row_spacing


def cut(stack: Stack, spec: VolumeSpec, center: np.ndarray, axes: np.ndarray) -> tuple[np.ndarray, float]:
    """The volume (planes, rows, columns) float32 of a disc and the share of it that the images cover.

    center (3,) LPS mm and axes (3, 3), columns right, anterior, normal: the disc frame. Samples that no image
    covers hold the mean of the others.
    """
    right, anterior, normal = axes.T
    directions = (-right, -normal, -anterior) if spec.name == "sagittal" else (-normal, -anterior, -right)
    origin = center + axes @ np.asarray(spec.center)
    offsets, counts = [], []
    for direction, size, spacing in zip(directions, spec.shape, spec.spacing, strict=True):
        count = min(_MOST_STEPS, max(1, int(spacing / stack.spacing_along(direction) + 0.5)))
        sub = (np.arange(count) + 0.5) / count - 0.5
        offsets.append((((np.arange(size) - (size - 1) / 2)[:, None] + sub) * spacing).reshape(-1))
        counts.append(count)
    p, r, c = (o[:, None] * d for o, d in zip(offsets, directions, strict=True))
    points = origin + p[:, None, None] + r[None, :, None] + c[None, None]
    values = stack.sample(points.reshape(-1, 3))
    (planes, rows, columns), (np_, nr, nc) = spec.shape, counts
    values = values.reshape(planes, np_, rows, nr, columns, nc).transpose(0, 2, 4, 1, 3, 5).reshape(planes, rows, columns, -1)
    known = ~np.isnan(values)
    count = known.sum(-1)
    total = np.where(known, values, 0).sum(-1)
    covered = count > 0
    volume = np.where(covered, total / np.maximum(count, 1), np.nan)
    mean = float(volume[covered].mean()) if covered.any() else 0.0
    return np.where(covered, volume, mean).astype(np.float32), float(covered.mean())

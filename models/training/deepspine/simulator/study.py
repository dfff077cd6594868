"""Series of one disc as scanners place them: sagittal slices or a 3D block, tilted axial stacks or a slab."""

from __future__ import annotations

import numpy as np

from ..crops import Stack
from .acquisition import StackGeometry, image_stack, sample_scanner
from .signal import Style, sample_sequence
from .volume import LocalVolume

# Share of sagittal series that are 3D acquisitions with thin slices.
_THIN = 0.3
# Share of sagittal series that reach beyond the foramina on both sides.
_WHOLE = 0.65
# Sizes of the imaged region around a disc, mm.
_SAGITTAL = (76.0, 76.0)
_AXIAL = (74.0, 82.0)


def turned(axes: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """Axes (3, 3) turned about its own columns by angles in degrees."""
    a, b, c = np.radians(angles)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return axes @ x @ y @ z


def sagittal_stack(volume: LocalVolume, rng: np.random.Generator, style: Style) -> Stack:
    """Sagittal T2 slices around the disc: patient axes, slightly oblique, with a random phase across."""
    thin = rng.random() < _THIN
    spacing = float(rng.uniform(0.85, 1.2) if thin else rng.uniform(3.3, 4.9))
    thickness = spacing if thin else spacing * float(rng.uniform(0.72, 1.0))
    upright = np.array([[-1.0, 0, 0], [0, -1.0, 0], [0, 0, 1.0]])
    axes = turned(upright, rng.normal(0, (0, 2.5, 2.5)))
    # Thin slices serve axial volumes too, which are wider; published data often hold the central ones only.
    full = rng.random() < _WHOLE
    width = (70.0 if full else rng.uniform(14, 40)) if thin else (62.0 if full else rng.uniform(26, 60))
    count = int(np.ceil(width / spacing)) + 1
    across = (np.arange(count) - (count - 1) / 2 + rng.uniform(-0.5, 0.5)) * spacing
    return _acquire(volume, rng, style, False, axes, (0, -10, 0), across, thickness, _SAGITTAL, (0, 2, 1), thin)


def axial_stack(volume: LocalVolume, rng: np.random.Generator, style: Style) -> Stack:
    """Axial T2 slices: a slab along the disc, or a stack that follows it roughly and may end early."""
    slab = rng.random() < 0.5
    tilt = rng.normal(0, 3 if slab else 10)
    axes = turned(volume.frame.axes.numpy().astype(float), np.array([np.clip(tilt, -25, 25), rng.normal(0, 2.5), rng.normal(0, 2.5)]))
    spacing = float(rng.uniform(3.2, 5.0))
    thickness = spacing * float(rng.uniform(0.7, 1.0))
    above, below = (rng.uniform(6, 17) if slab else 17 for _ in range(2))
    across = np.arange(-below, above, spacing) + rng.uniform(0, 0.3) * spacing
    return _acquire(volume, rng, style, True, axes, (0, -16, 0), across, thickness, _AXIAL, (2, 1, 0), False)


def _acquire(
    volume: LocalVolume, rng: np.random.Generator, style: Style, axial: bool, axes: np.ndarray, center: tuple[float, float, float],
    across: np.ndarray, thickness: float, size: tuple[float, float], roles: tuple[int, int, int], thin: bool,
) -> Stack:
    """Images `size` (rows, columns mm) around the box; roles: axes across slices, down the rows, along the columns."""
    slice_axis, down, along = (axes[:, k] for k in roles)
    pixel = float(rng.uniform(0.45, 0.7))
    rows, columns = (int(side / pixel) // 2 * 2 for side in size)
    middle = volume.frame.place(*center).numpy().astype(float)
    first = middle + down * (rows / 2 * pixel) + along * (columns / 2 * pixel)
    geometry = StackGeometry(first + across[:, None] * slice_axis, -along, -down, rows, columns, pixel, thickness)
    sequence = sample_sequence(rng, axial, style)
    scanner = sample_scanner(rng, style)
    pixels = image_stack(volume.source(sequence, rng), geometry, scanner, samples=1 if thin else 3, finer=1 if thin else 2)
    return Stack(pixels, geometry.positions, geometry.row_direction, geometry.column_direction, pixel, pixel)

"""Slices as a scanner makes them: profile and gap, resolution, coil shading, noise, Gibbs, motion.

A stack is described like a DICOM series: position of the first pixel, directions of rows and columns,
spacing. Points are evaluated below the pixel size and across the slice's thickness and averaged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .signal import TRAINING, Style


@dataclass
class StackGeometry:
    """Planes of a stack. positions: (slices, 3) LPS mm of each first pixel's center."""

    positions: np.ndarray
    row_direction: np.ndarray  # along which the column index grows
    column_direction: np.ndarray  # along which the row index grows
    rows: int
    columns: int
    pixel: float  # mm, square pixels
    thickness: float  # mm

    @property
    def normal(self) -> np.ndarray:
        return np.cross(self.row_direction, self.column_direction)


@dataclass
class Scanner:
    """Imperfections of one acquisition."""

    acquired_pixel: float  # mm; the matrix is interpolated from this
    noise: float  # standard deviation, CSF signal = 1
    shading: float
    ghosting: float
    seed: int
    wrap: float = 0.0  # share of the rows, at the end, onto which what lies beyond the image folds


def sample_scanner(rng: np.random.Generator, style: Style = TRAINING) -> Scanner:
    """Imperfections within a style."""
    return Scanner(
        acquired_pixel=float(rng.uniform(*style.acquired_pixel)),
        noise=float(rng.uniform(*style.noise)),
        shading=float(rng.uniform(0.2, 1.2)),
        ghosting=float(rng.uniform(0, style.ghosting)) if rng.random() < 0.4 else 0.0,
        seed=int(rng.integers(2**31)),
        wrap=float(rng.uniform(0.05, 0.3)) if rng.random() < 0.1 else 0.0,
    )


# Signal of points (n, 3) in LPS mm.
Source = Callable[[Tensor], Tensor]


def image_stack(source: Source, geometry: StackGeometry, scanner: Scanner, samples: int = 3, finer: int = 2) -> np.ndarray:
    """Images (slices, rows, columns) float32, CSF about 1.

    `samples` points across the slice thickness and `finer` along each side of an acquired pixel are averaged.
    """
    planes = [_image_slice(source, geometry, k, scanner, samples, finer) for k in range(len(geometry.positions))]
    return np.stack(planes)


def smooth_size(count: int) -> int:
    """The next size from `count` on whose prime factors are 2, 3 and 5, which Fourier transforms do fast."""
    size = count
    while True:
        rest = size
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return size
        size += 1


def _image_slice(
    source: Source, geometry: StackGeometry, k: int, scanner: Scanner, samples: int, finer: int
) -> np.ndarray:
    extent = (geometry.rows * geometry.pixel, geometry.columns * geometry.pixel)
    rows, columns = (smooth_size(int(np.ceil(side / scanner.acquired_pixel))) for side in extent)
    down = (torch.arange(finer * rows) + 0.5) / (finer * rows) * extent[0] - geometry.pixel / 2
    along = (torch.arange(finer * columns) + 0.5) / (finer * columns) * extent[1] - geometry.pixel / 2
    corner = torch.tensor(geometry.positions[k], dtype=torch.float32)
    row_dir = torch.tensor(geometry.row_direction, dtype=torch.float32)
    column_dir = torch.tensor(geometry.column_direction, dtype=torch.float32)
    plane = corner + down[:, None, None] * column_dir + along[None, :, None] * row_dir
    plane = plane.reshape(-1, 3)
    normal = torch.tensor(geometry.normal, dtype=torch.float32)
    # Selective pulses leave rounded profiles: the outer samples weigh less.
    offsets = torch.linspace(-0.5, 0.5, samples) if samples > 1 else torch.zeros(1)
    weights = torch.cos(offsets * np.pi * 0.72)
    total = torch.zeros(len(plane))
    for offset, weight in zip(offsets, weights / weights.sum(), strict=True):
        total += weight * source(plane + normal * float(offset) * geometry.thickness)
    image = total.reshape(rows, finer, columns, finer).mean((1, 3))
    return _scan(image, geometry, scanner, k)


def _scan(image: Tensor, geometry: StackGeometry, scanner: Scanner, k: int) -> np.ndarray:
    """k-space: ghosts, noise and zero filling to the stored matrix (which rings as scanners do)."""
    rng = torch.Generator().manual_seed(scanner.seed + k)
    rows, columns = image.shape
    y, x = torch.meshgrid(torch.linspace(-1, 1, rows), torch.linspace(-1, 1, columns), indexing="ij")
    drift = torch.Generator().manual_seed(scanner.seed)
    a, b, c = (torch.rand(3, generator=drift) * 2 - 1).tolist()
    image = image * torch.exp(scanner.shading * (0.35 * a * x + 0.35 * b * y + 0.3 * c * (x * x + y * y - 0.6)))
    if scanner.wrap:
        folded = max(1, int(scanner.wrap * rows))
        image = torch.cat([image[:-folded], image[-folded:] + 0.4 * image[:folded].flip(0)])
    spectrum = torch.fft.fftshift(torch.fft.fft2(image))
    if scanner.ghosting:
        lines = torch.arange(rows)
        shift = 1 + scanner.ghosting * torch.cos(lines * 0.9 + 6.28 * torch.rand(1, generator=rng))
        spectrum = spectrum * shift[:, None]
    power = scanner.noise * (rows * columns) ** 0.5 / 2**0.5
    noise = torch.complex(
        torch.randn(rows, columns, generator=rng) * power, torch.randn(rows, columns, generator=rng) * power
    )
    spectrum = spectrum + noise
    full = torch.zeros(geometry.rows, geometry.columns, dtype=torch.complex64)
    r, c = min(rows, geometry.rows), min(columns, geometry.columns)
    window = torch.hamming_window(r, False, 0.75, 0.25)[:, None] * torch.hamming_window(c, False, 0.75, 0.25)[None]
    source = spectrum[(rows - r) // 2 : (rows - r) // 2 + r, (columns - c) // 2 : (columns - c) // 2 + c]
    top, left = (geometry.rows - r) // 2, (geometry.columns - c) // 2
    full[top : top + r, left : left + c] = source * window
    scale = geometry.rows * geometry.columns / (rows * columns)
    return (torch.fft.ifft2(torch.fft.ifftshift(full)).abs() * scale).float().numpy()

"""Discs as instances in a label volume, and how well two label volumes agree on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.optimize import linear_sum_assignment

DISC = 2


@dataclass(frozen=True)
class Disc:
    """One connected disc: centroid in mm from the first voxel (planes, rows, columns) and volume in mm³."""

    center: tuple[float, float, float]
    volume: float


def find_discs(labels: np.ndarray, spacing: tuple[float, float, float], least: float = 500.0) -> list[Disc]:
    """Connected discs (26 neighbors) of at least `least` mm³ in class indices (planes, rows, columns)."""
    parts, count = ndimage.label(labels == DISC, np.ones((3, 3, 3)))
    if count == 0:
        return []
    voxel = float(np.prod(spacing))
    sizes = np.bincount(parts.ravel())[1:] * voxel
    centers = ndimage.center_of_mass(np.ones_like(parts), parts, range(1, count + 1))
    return [
        Disc(tuple(float(c * s) for c, s in zip(center, spacing)), float(size))
        for center, size in zip(centers, sizes)
        if size >= least
    ]


def match_discs(truth: list[Disc], found: list[Disc], within: float = 10.0) -> list[float | None]:
    """For every true disc the distance in mm to its own found disc, None where none lies `within` mm;
    no found disc serves two true ones."""
    if not truth or not found:
        return [None] * len(truth)
    a = np.array([disc.center for disc in truth])
    b = np.array([disc.center for disc in found])
    distance = np.linalg.norm(a[:, None] - b[None], axis=2)
    # A cap keeps one far pair from being bought at the price of two near ones.
    rows, columns = linear_sum_assignment(np.minimum(distance, 10 * within))
    errors: list[float | None] = [None] * len(truth)
    for row, column in zip(rows, columns):
        if distance[row, column] <= within:
            errors[row] = float(distance[row, column])
    return errors

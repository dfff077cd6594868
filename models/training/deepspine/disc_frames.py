"""Disc frames as `deepspine extract` writes them into index.csv."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepspine.disc_volumes import IVD_LABELS

# From the head down.
NAMED = tuple(reversed(IVD_LABELS))
# A column of usual size, and how far from it one is believed; see `sizeFrom` in the manifest.
REFERENCE_STEP_MM = 35.0
FACTOR_LIMITS = (0.6, 1.7)
FEWEST_DISCS = 3


@dataclass(frozen=True)
class DiscFrame:
    """center (3,) LPS mm; axes (3, 3): columns right, anterior, normal."""

    level: str
    center: np.ndarray
    axes: np.ndarray
    measurements: dict[str, float]


MEASURED = ("discHeightRatio", "discBulge", "canalRatio")


def read_frames(index: Path) -> dict[str, list[DiscFrame]]:
    """Study → its named discs from the head down."""
    studies: dict[str, list[DiscFrame]] = {}
    with open(index, newline="") as file:
        for row in csv.DictReader(file):
            center, normal, right, anterior = (
                np.array([float(row[f"{name}_{axis}"]) for axis in "xyz"]) for name in ("center", "normal", "right", "anterior")
            )
            measured = {name: float(row[name]) if row.get(name) else float("nan") for name in MEASURED}
            frame = DiscFrame(row["level"], center, np.stack([right, anterior, normal], 1), measured)
            studies.setdefault(row["study"], []).append(frame)
    for frames in studies.values():
        frames.sort(key=lambda frame: NAMED.index(frame.level))
    return studies


def size_factor(frames: list[DiscFrame]) -> float:
    """How large this column is beside the usual one: by it a volume's size and place are multiplied, so that a wrong pixel
    spacing cancels out. 1 where too few discs tell."""
    if len(frames) < FEWEST_DISCS:
        return 1.0
    steps = [float(np.linalg.norm(a.center - b.center)) for a, b in itertools.pairwise(frames)]
    low, high = FACTOR_LIMITS
    return min(high, max(low, float(np.median(steps)) / REFERENCE_STEP_MM))

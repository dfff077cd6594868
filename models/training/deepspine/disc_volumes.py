"""Disc volumes as `deepspine extract` writes them: one float32 file per disc and an index.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepspine.crops import AXIAL

# IVD label of SPIDER's gradings (1 = lowest) per level name.
IVD_LABELS = {"L5-S1": 1, "L4-L5": 2, "L3-L4": 3, "L2-L3": 4, "L1-L2": 5, "T12-L1": 6}


@dataclass(frozen=True)
class DiscVolume:
    """One disc's volumes (planes, rows, columns), un-normalized; axial is all zero where there is none."""

    study: str
    level: str
    sagittal: np.ndarray
    axial: np.ndarray


def read_disc_volumes(root: Path) -> list[DiscVolume]:
    """All discs that index.csv lists; a file of the wrong length is an error that names it."""
    with open(root / "index.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        DiscVolume(
            row["study"], row["level"], _read(root, row["file"], row["shape"]),
            _read(root, row["axial_file"], row["axial_shape"]) if row.get("axial_file") else np.zeros(AXIAL.shape, np.float32),
        )
        for row in rows
    ]


def _read(root: Path, name: str, shape_text: str) -> np.ndarray:
    """One little-endian float32 volume of planes x rows x columns."""
    shape = tuple(int(value) for value in shape_text.split("x"))[-3:]
    samples = np.fromfile(root / name, dtype="<f4")
    if samples.size != np.prod(shape):
        raise ValueError(f"{name}: {samples.size} samples, expected {shape}.")
    return samples.reshape(shape)


# Other expert gradings of the same discs, with the number of grades and the number of the first one. They only help
# to train: a network that also has to see degeneration and narrowing learns more from few discs.
COMPANIONS = {
    "Pfirrman grade": (5, 1),
    "Disc narrowing": (2, 0),
    "Disc herniation": (2, 0),
    "UP endplate": (2, 0),
    "LOW endplate": (2, 0),
    "Spondylolisthesis": (2, 0),
}
UNKNOWN = -100


def companion_labels(gradings: list[dict[str, str]]) -> dict[tuple[str, str], list[int]]:
    """(patient, level) → a class index for each of `COMPANIONS`, `UNKNOWN` where the file gives no such grade."""
    levels = {label: level for level, label in IVD_LABELS.items()}
    labels = {}
    for row in gradings:
        level = levels.get(int(row["IVD label"]))
        if level is None:
            continue
        grades = []
        for name, (count, first) in COMPANIONS.items():
            text = row.get(name, "")
            index = int(text) - first if text.lstrip("-").isdigit() else UNKNOWN
            grades.append(index if 0 <= index < count else UNKNOWN)
        labels[(row["Patient"], level)] = grades
    return labels


def bulging_labels(gradings: list[dict[str, str]]) -> dict[tuple[str, str], int]:
    """(patient, level) → 1 for a bulging disc; SPIDER's expert label."""
    levels = {label: level for level, label in IVD_LABELS.items()}
    labels = {}
    for row in gradings:
        level = levels.get(int(row["IVD label"]))
        if level is not None and row["Disc bulging"] in ("0", "1"):
            labels[(row["Patient"], level)] = int(row["Disc bulging"])
    return labels

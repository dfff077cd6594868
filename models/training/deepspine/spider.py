"""Reading the SPIDER data set (van der Graaf et al., Scientific Data 2024, s41597-024-03090-w).

The official file layout is read: ``images/<patient>_<sequence>.mha`` and ``masks/<same name>``.
"""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

CLASSES = ("background", "vertebra", "disc", "canal")
SEQUENCE = "t2_SPACE"


@dataclass(frozen=True)
class Volume:
    """One sagittal volume. ``image`` and ``mask`` are (planes, rows, columns): planes go to the patient's
    left, rows to inferior, columns to posterior. ``spacing`` is in mm in the same order. ``mask`` holds
    the indices of ``CLASSES``; ``instances`` holds the file's own numbers."""

    patient: str
    image: np.ndarray
    mask: np.ndarray
    instances: np.ndarray
    spacing: tuple[float, float, float]
    geometry: sitk.Image


def to_classes(instances: np.ndarray) -> np.ndarray:
    """SPIDER's numbers (vertebra 1-25 and 101-125 when partly visible, canal 100, disc 201-225) to
    class indices; same shape, uint8."""
    classes = np.zeros(instances.shape, np.uint8)
    vertebra = (instances >= 1) & (instances < 200) & (instances != 100)
    classes[vertebra] = 1
    classes[(instances >= 201) & (instances < 300)] = 2
    classes[instances == 100] = 3
    return classes


def patients_of(root: Path, sequence: str = SEQUENCE) -> list[str]:
    """Patient numbers that have both image and mask, in numeric order."""
    suffix = f"_{sequence}.mha"
    names = {path.name for path in (root / "masks").glob(f"*{suffix}")}
    found = [
        path.name[: -len(suffix)] for path in (root / "images").glob(f"*{suffix}") if path.name in names
    ]
    if not found:
        raise FileNotFoundError(f"No images/<patient>{suffix} with a mask under {root}.")
    return sorted(found, key=lambda name: (len(name), name))


def read_volume(root: Path, patient: str, sequence: str = SEQUENCE) -> Volume:
    """Reads one patient and turns it so that axes run left, inferior, posterior whatever the file's order."""
    name = f"{patient}_{sequence}.mha"
    image = sitk.DICOMOrient(sitk.ReadImage(str(root / "images" / name)), "PIL")
    mask = sitk.DICOMOrient(sitk.ReadImage(str(root / "masks" / name)), "PIL")
    if image.GetSize() != mask.GetSize():
        raise ValueError(f"{name}: image {image.GetSize()} and mask {mask.GetSize()} differ in size.")
    instances = sitk.GetArrayFromImage(mask).astype(np.int32)
    spacing = tuple(float(value) for value in reversed(image.GetSpacing()))
    pixels = sitk.GetArrayFromImage(image)
    return Volume(patient, pixels, to_classes(instances), instances, spacing, image)


def split_patients(patients: list[str], validation: int, test: int, seed: int) -> dict[str, list[str]]:
    """Shuffles once with ``seed``; every patient lands in exactly one part."""
    order = sorted(patients, key=lambda name: (len(name), name))
    random.Random(seed).shuffle(order)
    parts = {
        "test": order[:test],
        "validation": order[test : test + validation],
        "train": order[test + validation :],
    }
    if not parts["train"]:
        raise ValueError(f"{len(patients)} patients leave none for training.")
    return {part: sorted(names, key=lambda name: (len(name), name)) for part, names in parts.items()}


def load_split(path: Path, patients: list[str], seed: int, validation: int = 3, test: int = 6) -> dict:
    """The committed split, or a new one written to ``path`` when there is none."""
    if not path.exists():
        parts = split_patients(patients, validation, test, seed)
        path.write_text(json.dumps({"seed": seed, **parts}, indent=2) + "\n")
    return json.loads(path.read_text())


def read_gradings(root: Path) -> list[dict[str, str]]:
    """Rows of ``radiological_gradings.csv``; IVD label 1 is the lowest disc (L5-S1)."""
    with open(root / "radiological_gradings.csv", newline="") as file:
        return list(csv.DictReader(file))

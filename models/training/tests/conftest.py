"""A tiny data set in SPIDER's own layout, drawn by the tests: blocks for bodies, discs and canal."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

sys.path.insert(0, str(Path(__file__).parent.parent))

PATIENTS = tuple(str(number) for number in range(1, 13))


def spine_volume(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Image and mask (planes, rows, columns) with three bodies, two discs and a canal behind them."""
    rng = np.random.default_rng(seed)
    mask = np.zeros((5, 128, 96), np.uint8)
    left, top = 30 + rng.integers(-6, 6), 8 + rng.integers(-4, 4)
    for k in range(3):
        rows = slice(top + 40 * k, top + 40 * k + 30)
        mask[:, rows, left : left + 34] = 3 - k
        if k < 2:
            mask[:, top + 40 * k + 31 : top + 40 * k + 39, left : left + 34] = 202 - k
    mask[:, :, left + 38 : left + 48] = 100
    image = rng.normal(30, 4, mask.shape)
    image[(mask > 0) & (mask < 100)] += 70
    image[mask > 200] += 20
    image[mask == 100] += 150
    return image.clip(0, 255).astype(np.uint8), mask


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("spider")
    (root / "images").mkdir()
    (root / "masks").mkdir()
    for number in PATIENTS:
        for folder, array in zip(("images", "masks"), spine_volume(int(number)), strict=True):
            volume = sitk.GetImageFromArray(array)
            volume.SetSpacing((0.9375, 0.9375, 0.9))
            # Columns to posterior, rows to inferior, planes to left, as in the release's sagittal series.
            volume.SetDirection((0, 0, 1, 1, 0, 0, 0, -1, 0))
            sitk.WriteImage(volume, str(root / folder / f"{number}_t2_SPACE.mha"), useCompression=True)
    with open(root / "radiological_gradings.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Patient", "IVD label", "Disc bulging"])
        for number in PATIENTS:
            for label in (1, 2):
                writer.writerow([number, label, (int(number) + label) % 2])
    return root

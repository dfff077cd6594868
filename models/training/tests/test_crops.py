"""Python's crops are TypeScript's: the same study cut by both, and properties of the cut itself."""

from __future__ import annotations

import csv
import shutil
import subprocess
from itertools import groupby
from pathlib import Path

import numpy as np
import pydicom
import pytest

from deepspine.crops import AXIAL, SAGITTAL, Stack, VolumeSpec, cut

ROOT = Path(__file__).resolve().parents[3]
STUDY = ROOT / "demo" / "studies" / "synthetic-asymmetric"


def gradient_stack() -> Stack:
    """Axial slices whose value is 1000 + x + 10 y + 100 z (LPS mm)."""
    positions = np.array([[-80.0, -80.0, z] for z in np.arange(-60.0, 61.0, 4.0)])
    grid = np.arange(0, 161, 1.0)
    pixels = np.stack([1000 + (p[0] + grid[None]) + 10 * (p[1] + grid[:, None]) + 100 * p[2] for p in positions])
    return Stack(pixels.astype(np.float32), positions, np.array([1.0, 0, 0]), np.array([0.0, 1, 0]), 1.0, 1.0)


@pytest.mark.parametrize(
    ("spec", "directions"),
    [(SAGITTAL, ((1, 0, 0), (0, 0, -1), (0, 1, 0))), (AXIAL, ((0, 0, -1), (0, 1, 0), (1, 0, 0)))],
    ids=["sagittal", "axial"],
)
def test_axes_run_as_the_manifest_says(spec: VolumeSpec, directions: tuple[tuple[int, int, int], ...]) -> None:
    upright = np.array([[-1.0, 0, 0], [0, -1, 0], [0, 0, 1]])
    volume, coverage = cut(gradient_stack(), spec, np.zeros(3), upright)
    assert coverage == 1
    for axis, (direction, spacing) in enumerate(zip(directions, spec.spacing, strict=True)):
        slope = np.diff(volume, axis=axis).mean()
        assert slope == pytest.approx(float(np.dot(direction, (1, 10, 100))) * spacing, rel=1e-3)
    # The middle of the volume lies where `center` says; the posterior is +y in LPS.
    assert volume.mean() == pytest.approx(1000 + 10 * -spec.center[1], rel=1e-3)


def test_what_no_image_covers_holds_the_mean_of_the_rest() -> None:
    stack = gradient_stack()
    center = np.array([0.0, 0.0, 70.0])
    volume, coverage = cut(stack, SAGITTAL, center, np.array([[-1.0, 0, 0], [0, -1, 0], [0, 0, 1]]))
    assert 0.2 < coverage < 0.5
    outside = volume[:, 0]
    assert np.ptp(outside) == 0
    assert volume.mean() == pytest.approx(outside.mean(), rel=1e-3)


def read_stacks(name: str) -> list[Stack]:
    """Stacks of parallel, neighboring slices of a series of the synthetic study."""
    slices = sorted((pydicom.dcmread(path) for path in STUDY.glob(f"{name}_*.dcm")), key=lambda ds: ds.InstanceNumber)
    stacks = []
    for orientation, group in groupby(slices, key=lambda ds: tuple(ds.ImageOrientationPatient)):
        members = list(group)
        spacing = [float(v) for v in members[0].PixelSpacing]
        stacks.append(
            Stack(
                np.stack([ds.pixel_array for ds in members]).astype(np.float32),
                np.array([[float(v) for v in ds.ImagePositionPatient] for ds in members]),
                np.array(orientation[:3], float), np.array(orientation[3:], float), *spacing,
            )
        )
    return stacks


@pytest.mark.skipif(
    shutil.which("npm") is None or not (ROOT / "node_modules").exists(), reason="the npm packages are not installed"
)
def test_python_and_typescript_cut_the_same_volumes(tmp_path: Path) -> None:
    subprocess.run(
        ["npm", "run", "-s", "deepspine", "--", "extract", str(STUDY), "--out", str(tmp_path)],
        cwd=ROOT, check=True, timeout=900, capture_output=True,
    )
    with open(tmp_path / "index.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["level"] for row in rows} >= {"L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"}
    (sagittal,) = read_stacks("sagittal")
    axials = read_stacks("axial")
    compared = 0
    for row in rows:
        center = np.array([float(row[f"center_{axis}"]) for axis in "xyz"])
        axes = np.array([[float(row[f"{name}_{axis}"]) for name in ("right", "anterior", "normal")] for axis in "xyz"])
        nearest = min(axials, key=lambda stack: abs((center - stack.positions.mean(0)) @ stack.normal))
        for stack, spec, prefix in ((sagittal, SAGITTAL, ""), (nearest, AXIAL, "axial_")):
            if not row[f"{prefix}file"] or (prefix and row["axial_origin"] != "axial"):
                continue
            theirs = np.fromfile(tmp_path / row[f"{prefix}file"], "<f4").reshape(spec.shape)
            ours, coverage = cut(stack, spec, center, axes)
            assert coverage == pytest.approx(float(row[f"{prefix}coverage"]), abs=0.01)
            assert np.abs(ours - theirs).mean() <= 0.01 * np.ptp(theirs), (row["level"], spec.name)
            compared += 1
    assert compared >= 11

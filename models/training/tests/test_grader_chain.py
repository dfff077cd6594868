"""Disc volumes → cross-validation → export, with the real commands on volumes made by the test."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from conftest import PATIENTS
from deepspine.disc_volumes import bulging_labels, read_disc_volumes
from deepspine.spider import read_gradings
from test_segmentation_chain import run

SHAPE = (5, 112, 112)


@pytest.fixture(scope="module")
def discs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two discs per patient; a bulging one is brighter behind, so that there is something to learn."""
    root = tmp_path_factory.mktemp("discs")
    rng = np.random.default_rng(0)
    with open(root / "index.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", "level", "file", "shape", "spacing_mm"])
        for number in PATIENTS:
            for label, level in ((1, "L5-S1"), (2, "L4-L5")):
                volume = rng.normal(100, 10, SHAPE).astype("<f4")
                if (int(number) + label) % 2:
                    volume[:, 40:72, 70:100] += 120
                name = f"{number}_{level}.f32"
                volume.tofile(root / name)
                writer.writerow([number, level, name, "5x112x112", "3x0.5x0.5"])
    return root


def test_reads_volumes_and_labels(data: Path, discs: Path) -> None:
    volumes = read_disc_volumes(discs)
    assert len(volumes) == 24
    assert volumes[0].volume.shape == SHAPE
    labels = bulging_labels(read_gradings(data))
    assert labels[("1", "L5-S1")] == 0
    assert labels[("1", "L4-L5")] == 1


def test_a_file_of_the_wrong_length_is_named(discs: Path, tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("study,level,file,shape,spacing_mm\n1,L5-S1,short.f32,5x112x112,3x0.5x0.5\n")
    np.zeros(10, "<f4").tofile(tmp_path / "short.f32")
    with pytest.raises(ValueError, match="short.f32"):
        read_disc_volumes(tmp_path)


def test_trains_by_patient_and_exports(data: Path, discs: Path, tmp_path: Path) -> None:
    run("train_grader.py", "--discs", discs, "--data", data, "--out", tmp_path / "run",
        "--folds", "2", "--steps", "12", "--batch", "8")
    figures = json.loads((tmp_path / "run" / "figures.json").read_text())
    assert figures["patients"] == 12
    assert figures["discs"] == 24
    assert figures["auc95"][0] <= figures["auc"] <= figures["auc95"][1]
    # Both classes are equally frequent at every level, so knowing the level helps nobody.
    assert figures["baselineAuc"] < 0.7

    # The kept folds, asked again about the same discs, say the same; the export needs no training.
    run("evaluate_grader.py", "--run", tmp_path / "run", "--discs", discs, "--data", data, "--out", tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text()) == figures

    models = tmp_path / "models"
    models.mkdir()
    run("export_grader.py", "--run", tmp_path / "run", "--models", models, "--version", "0.0.1")
    session = onnxruntime.InferenceSession(str(models / "disc-grading.onnx"))
    (logits,) = session.run(["DB"], {"sagittal": np.zeros((1, *SHAPE), np.float32)})
    assert logits.shape == (1, 2)

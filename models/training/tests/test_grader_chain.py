"""Simulate → hybridise → train → fine-tune → calibrate → compare → export → predict, with the real commands, small."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from conftest import PATIENTS
from test_segmentation_chain import run

from deepspine.conditions import GRADES, SIDES
from deepspine.crop_set import read_crop_files
from deepspine.crops import AXIAL, SAGITTAL
from deepspine.disc_volumes import bulging_labels, read_disc_volumes
from deepspine.onnx_runtime import onnxruntime
from deepspine.spider import read_gradings
from list_labels import labels_of
from simulate import Job


@pytest.fixture(scope="module")
def discs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two discs per patient in the layout of `deepspine extract`; one of them has no axial volume."""
    root = tmp_path_factory.mktemp("discs")
    rng = np.random.default_rng(0)
    with open(root / "index.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", "level", "file", "shape", "spacing_mm", "axial_file", "axial_shape"])
        for number in PATIENTS:
            for level in ("L5-S1", "L4-L5"):
                name, axial = f"{number}_{level}.f32", f"{number}_{level}_axial.f32" if level == "L4-L5" else ""
                rng.normal(100, 10, SAGITTAL.shape).astype("<f4").tofile(root / name)
                if axial:
                    rng.normal(100, 10, AXIAL.shape).astype("<f4").tofile(root / axial)
                writer.writerow([number, level, name, "x".join(map(str, SAGITTAL.shape)), "4x0.6x0.6", axial, "x".join(map(str, AXIAL.shape)) if axial else ""])
    return root


def test_reads_volumes_and_labels(data: Path, discs: Path) -> None:
    volumes = read_disc_volumes(discs)
    assert len(volumes) == 24
    assert volumes[0].sagittal.shape == SAGITTAL.shape
    assert not volumes[0].axial.any()
    assert volumes[1].axial.any()
    labels = bulging_labels(read_gradings(data))
    assert labels[("1", "L5-S1")] == 0
    assert labels[("1", "L4-L5")] == 1


def test_a_file_of_the_wrong_length_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("study,level,file,shape\n1,L5-S1,short.f32,11x96x96\n")
    np.zeros(10, "<f4").tofile(tmp_path / "short.f32")
    with pytest.raises(ValueError, match=r"short\.f32"):
        read_disc_volumes(tmp_path)


def test_the_whole_chain(data: Path, discs: Path, tmp_path: Path) -> None:
    split = tmp_path / "split.json"
    split.write_text(json.dumps({"train": list(PATIENTS[:8]), "validation": list(PATIENTS[8:10]), "test": list(PATIENTS[10:])}))
    simulated, hybrid, out = tmp_path / "simulated", tmp_path / "hybrid", tmp_path / "run"
    # Patient 20 is one of those kept for validation.
    run("simulate.py", "--out", simulated, "--seed", "20", "--patients", "3", "--images", "1", "--discs", "2", "--workers", "2")
    run("hybridise.py", "--data", data, "--out", hybrid, "--images", "2", "--workers", "2")
    crops = read_crop_files(simulated)
    assert crops is not None
    assert len(crops) == 6
    assert {"canalRatio", "discBulge", "sac_area"} <= set(crops.measures[0])

    folders = ("--simulated", simulated, "--hybrid", hybrid)
    run("train_grader.py", *folders, "--out", out, "--split", split, "--steps", "3", "--batch", "10")
    run("train_grader.py", *folders, "--out", out, "--split", split, "--start", out / "base.pt", "--steps", "2", "--batch", "10")
    real = ("--discs", discs, "--data", data)
    run("finetune_grader.py", "--base", out / "base.pt", *folders, *real, "--out", out, "--split", split, "--folds", "2", "--steps", "2")
    figures = json.loads((out / "bulging.json").read_text())
    assert figures["patients"] == 12
    assert figures["discs"] == 24
    assert figures["auc95"][0] <= figures["auc"] <= figures["auc95"][1]
    # Both classes are equally frequent at every level, so knowing the level helps nobody.
    assert figures["baselineAuc"] < 0.7
    run("calibrate_grader.py", "--run", out, *folders, *real, "--split", split)
    run("fit_comparator.py", *folders, "--split", split, "--out", out / "comparator.json", "--version", "0.0.1")

    models = tmp_path / "models"
    models.mkdir()
    run("export_grader.py", "--run", out, "--models", models, "--version", "0.0.1")
    (entry,) = json.loads((models / "manifest.json").read_text())["models"]
    assert [output["condition"] for output in entry["outputs"]] == list(GRADES)
    assert set(entry["calibration"]) == set(GRADES)
    session = onnxruntime.InferenceSession(str(models / "disc-grading.onnx"))
    inputs = {spec.name: np.zeros((1, *spec.shape), np.float32) for spec in (SAGITTAL, AXIAL)}
    logits = dict(zip(GRADES, session.run(list(GRADES), inputs), strict=True))
    # Nothing to see is symmetrical, so both sides are graded alike.
    np.testing.assert_allclose(logits["LFS"], logits["RFS"], atol=1e-5)

    run("evaluate_grader.py", "--run", out, "--crops", simulated, "--out", tmp_path / "predictions.jsonl", "--labels", tmp_path / "labels.csv")
    lines = [json.loads(line) for line in (tmp_path / "predictions.jsonl").read_text().splitlines()]
    assert len(lines) == 6 * len(GRADES)
    for line in lines:
        if line.get("grade") == "not-graded":
            assert line["condition"] in SIDES
            continue
        assert line["truth"] in line["probabilities"]
        assert sum(line["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert any("comparator" in line for line in lines)

    # The list is made without images, and holds what the crops hold.
    with open(tmp_path / "labels.csv", newline="") as file:
        written = sorted(map(tuple, list(csv.reader(file))[1:]))
    assert sorted(row for seed in (20, 21, 22) for row in labels_of(Job(seed, tmp_path, 1, 2, False))) == written

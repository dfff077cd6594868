"""The disc-gradings network: labels, frames, calibration, and a smoke run from slices to the manifest."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
import torch
from conftest import spine_volume

import evaluate_disc_gradings
import export_disc_gradings
import prepare_gradings
import replicate_slices
import train_disc_gradings
from deepspine.checkpoints import read_checkpoint
from deepspine.conditions import UNKNOWN
from deepspine.crops import cut
from deepspine.disc_frames import REFERENCE_STEP_MM, DiscFrame, size_factor
from deepspine.evidence import claims_unheld
from deepspine.graded_discs import WIDE, GradedDisc, GradedSet, levels_by_boxes, replicated, spec_of
from deepspine.gradings import ALL_HEADS, HEADS, LUMBAR, head_labels
from deepspine.gradings_calibration import calibrate, conformal_thresholds, grades_of, probabilities_of
from deepspine.gradings_net import COLUMNS, ROWS, GradingsNet
from deepspine.manifest import model_entry, read_manifest
from deepspine.onnx_runtime import onnxruntime
from deepspine.spider import CLASSES

MODELS = Path(__file__).parent.parent.parent
GRADES = {"Modic": 2, "UP endplate": 0, "LOW endplate": 1, "Spondylolisthesis": 0, "Disc herniation": 0, "Disc narrowing": 1,
          "Disc bulging": 1, "Pfirrman grade": 4}


def frame(level: str, row_mm: float, column_mm: float = 60.0) -> DiscFrame:
    axes = np.array([[-1.0, 0, 0], [0, -1, 0], [0, 0, 1]])
    return DiscFrame(level, np.array([12.0, column_mm, -row_mm]), axes, {})


def column(step: float) -> list[DiscFrame]:
    return [frame(level, 40 + k * step) for k, level in enumerate(LUMBAR)]


def test_labels_of_a_disc() -> None:
    labels = dict(zip(ALL_HEADS, head_labels(GRADES), strict=True))
    assert labels == {"DB": 1, "pfirrmann": 3, "narrowing": 1, "herniation": 0, "modic": 1, "endplate": 1, "listhesis": 0, "upper": 0, "lower": 1}
    assert set(head_labels({})) == {UNKNOWN}


def test_a_wrong_pixel_spacing_cancels_out() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 255, (400, 200)).astype(np.uint8)
    seen = []
    for spacing in (0.5, 0.7):
        frames = [DiscFrame(f.level, f.center * np.array([1, spacing, spacing]) / 0.5, f.axes, {}) for f in column(36)]
        factor = size_factor(frames)
        volume, _ = cut(replicated(pixels, spacing), spec_of(factor), frames[2].center, frames[2].axes)
        seen.append(volume)
    assert size_factor(column(36)) == pytest.approx(36 / REFERENCE_STEP_MM)
    # Samples per pixel are whole numbers, which may differ; places do not.
    assert np.corrcoef(seen[0].ravel(), seen[1].ravel())[0, 1] > 0.9


def test_size_is_not_believed_from_two_discs() -> None:
    assert size_factor(column(60)[:2]) == 1.0
    assert size_factor(column(90)) == 1.7


def test_boxes_name_discs() -> None:
    boxes = {"L4-L5": [50.0, 30.0, 70.0, 50.0], "L5-S1": [50.0, 65.0, 70.0, 85.0]}
    named = levels_by_boxes([frame("L3-L4", 40), frame("L4-L5", 75), frame("L5-S1", 110)], boxes, 1.0)
    assert [(f.level, f.center[2]) for f in named] == [("L4-L5", -40.0), ("L5-S1", -75.0)]


def test_thresholds_keep_their_promise() -> None:
    rng = np.random.default_rng(1)
    covered = []
    for _ in range(200):
        labels = rng.integers(0, 2, 240)
        high = 1 / (1 + np.exp(-(labels * 2 - 1 + rng.normal(0, 1.5, 240))))
        said = np.stack([1 - high, high], 1)
        thresholds = conformal_thresholds(said[:120], labels[:120], 0.9)
        later = said[120:], labels[120:]
        covered.append((later[0][np.arange(120), later[1]] >= thresholds[later[1]]).mean())
    assert np.mean(covered) == pytest.approx(0.9, abs=0.02)
    assert np.mean(covered) >= 0.9 - 0.005


def test_shown_is_the_likeliest_and_sure_only_where_nothing_else_is_possible() -> None:
    calibration = {"conformal": {"coverage": 0.9, "tolerance": 0, "thresholds": [0.3, 0.4]}}
    shown, sure = grades_of(np.array([[0.65, 0.35], [0.55, 0.45], [0.29, 0.71], [0.31, 0.69]]), calibration)
    assert shown.tolist() == [0, 0, 1, 1] and sure.tolist() == [True, False, True, False]
    near = {"conformal": {"coverage": 0.9, "tolerance": 1, "thresholds": [0.2] * 3}}
    shown, sure = grades_of(np.array([[0.5, 0.3, 0.2], [0.3, 0.5, 0.2]]), near)
    assert shown.tolist() == [0, 1] and sure.tolist() == [False, True]


def test_presence_is_stated_at_equal_shares_where_both_are_common() -> None:
    rng = np.random.default_rng(2)
    labels = (rng.random(4000) < 0.65).astype(int)
    logits = np.stack([np.zeros(4000), 3 * (labels * 2 - 1 + rng.normal(0, 1, 4000)) + 1], 1)
    calibration = calibrate(logits, labels, 0)
    shown, _ = grades_of(probabilities_of(logits, calibration), calibration)
    assert calibration["prior"] == [0.5, 0.5]
    # Both errors are alike when neither class is favored.
    assert abs((shown[labels == 1] == 1).mean() - (shown[labels == 0] == 0).mean()) < 0.03
    rare = (rng.random(4000) < 0.05).astype(int)
    assert calibrate(logits, rare, 0)["prior"][1] == pytest.approx(rare.mean(), abs=1e-3)


def test_network_answers_every_head_and_is_what_is_exported(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = GradingsNet().eval()
    said = model(torch.randn(2, 1, ROWS, COLUMNS), torch.zeros(2, 1, ROWS, COLUMNS))
    assert [tuple(s.shape) for s in said] == [(2, len(classes)) for classes in HEADS.values()]
    assert export_disc_gradings.export(model, tmp_path / "net.onnx") < 1e-3
    assert (tmp_path / "net.onnx").stat().st_size <= 2_000_000


def run(module, *arguments: object) -> None:
    before, sys.argv = sys.argv, [module.__file__, *map(str, arguments)]
    try:
        module.main()
    finally:
        sys.argv = before


@pytest.fixture(scope="module")
def mid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slices in the layout of cases.json: a T2 and a T1 of two patients on one grid."""
    root = tmp_path_factory.mktemp("mid")
    cases = []
    for number in ("1", "2"):
        image, _ = spine_volume(int(number))
        for sequence in ("t1", "t2"):
            (root / sequence).mkdir(exist_ok=True)
            sitk.WriteImage(sitk.GetImageFromArray(image[2]), str(root / sequence / f"{number}.png"))
            cases.append({
                "patient": number, "sequence": sequence, "file": f"{sequence}/{number}.png", "size": [96, 128], "spacing_tag_mm": [1.2, 1.2],
                "spacing_anatomy_mm": 0.9375 if sequence == "t2" else None, "discs": {"L5/S1": GRADES, "L4/L5": GRADES},
                "boxes": {"L5/S1": [20, 85, 70, 100], "L4/L5": [20, 42, 70, 60]},
            })
    (root / "cases.json").write_text(json.dumps(cases))
    return root


def test_slices_become_stacks_of_their_best_spacing(mid: Path, tmp_path: Path) -> None:
    run(replicate_slices, "--data", mid, "--sequence", "t1", "--out", tmp_path)
    volume = sitk.ReadImage(str(tmp_path / "1_t1.mha"))
    assert volume.GetSize() == (96, 128, 7) and volume.GetSpacing() == pytest.approx((0.9375, 0.9375, 4.0))


def test_discs_are_gathered_from_slices_and_volumes(mid: Path, data: Path, tmp_path: Path) -> None:
    index = ["study", "level", *(f"{name}_{axis}" for name in ("center", "normal", "right", "anterior") for axis in "xyz")]
    for folder, _rows in (("t2", 128), ("t1", 128), ("volumes", 128)):
        (tmp_path / folder).mkdir()
        with open(tmp_path / folder / "index.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(index)
            for study in ("1", "2"):
                for level, row in (("L4-L5", 51), ("L5-S1", 92)):
                    center = (12.0, 45 * 0.9375, -row * 0.9375) if folder != "volumes" else (1.8, 45 * 0.9375, -row * 0.9375)
                    writer.writerow([study, level, *center, 0, 0, 1, -1, 0, 0, 0, -1, 0])
    run(prepare_gradings, "--data", data, "--mid", mid, "--frames", tmp_path, "--discs", tmp_path / "volumes", "--models", MODELS, "--out", tmp_path / "discs.pt")
    discs = train_disc_gradings.read_discs(tmp_path / "discs.pt")
    assert sorted(set(zip(discs.series.tolist(), discs.patients, strict=True))) == [
        ("T2 SPACE", "1"), ("T2 SPACE", "2"), ("T2 TSE", "1"), ("T2 TSE", "2"),
    ]
    slices = discs.only(discs.series == "T2 TSE")
    assert slices.has_t1.all() and len(slices) == 4
    assert slices.labels[0].tolist() == head_labels(GRADES)
    # The shipped segmentation labels the sacrum too, the masks of volumes do not: both train one network.
    assert {disc.structures.shape for disc in discs.discs} == {(len(CLASSES) - 1, WIDE, WIDE)}
    # T1 and T2 are the same picture on the same grid here.
    assert np.allclose(slices.discs[0].seen[0], slices.discs[0].seen[1], atol=1e-3)


def made_up_discs() -> GradedSet:
    """A bright disc bulges; nothing else can be told."""
    rng = np.random.default_rng(3)
    discs = []
    for patient in range(12):
        for level in LUMBAR:
            bulging = int(rng.random() < 0.5)
            wide = rng.integers(0, 60, (1, WIDE, WIDE)).astype(np.uint8)
            wide[:, 90:118, 60:150] += np.uint8(120 * bulging)
            seen = np.zeros((2, ROWS, COLUMNS), np.float32)
            seen[0] = wide[0, 48:160, 48:160]
            labels = [int(rng.random() < 0.5) if len(classes) == 2 else int(rng.integers(0, 5)) for classes in ALL_HEADS.values()]
            labels[0] = bulging
            series = "T2 SPACE" if patient < 3 else "T2 TSE"
            discs.append(GradedDisc(str(patient), level, series, labels, wide, wide if patient % 2 else None, np.zeros((3, WIDE, WIDE), np.uint8), seen))
    return GradedSet(discs)


def test_chain_from_discs_to_manifest(tmp_path: Path) -> None:
    torch.save({"discs": [vars(disc) for disc in made_up_discs().discs], "left_out": []}, tmp_path / "discs.pt")
    run(train_disc_gradings, "--discs", tmp_path / "discs.pt", "--out", tmp_path / "run", "--epochs", 2)
    folds = [read_checkpoint(path) for path in sorted((tmp_path / "run").glob("fold-*.pt"))]
    held = [patient for fold in folds for patient in fold["held"]]
    assert sorted(held, key=int) == [str(k) for k in range(12)]
    for fold in folds:
        assert set(fold["said"]["patients"]) == set(fold["held"])
    models = tmp_path / "models"
    run(evaluate_disc_gradings, "--run", tmp_path / "run", "--discs", tmp_path / "discs.pt", "--out", models / export_disc_gradings.FIGURES, "--rounds", 20)
    run(export_disc_gradings, "--run", tmp_path / "run", "--models", models, "--version", "0.0.1")
    manifest = read_manifest(models / "manifest.json")
    entry = model_entry(manifest, "disc-gradings")
    assert claims_unheld(manifest, models) == []
    assert [output["evidence"]["status"] for output in entry["outputs"]] == ["real"] * len(HEADS)
    assert set(entry["calibration"]) == set(HEADS)
    assert not set(entry["training"]["patients"]["train"]) & set(json.loads((MODELS / "training" / "split.json").read_text())["test"])
    session = onnxruntime.InferenceSession(str(models / entry["file"]))
    zeros = {given["name"]: np.zeros(given["shape"], np.float32) for given in entry["inputs"]}
    assert [list(values.shape) for values in session.run(None, zeros)] == [output["shape"] for output in entry["outputs"]]


def test_the_shipped_network_is_described_as_it_was_trained() -> None:
    entry = model_entry(read_manifest(MODELS / "manifest.json"), "disc-gradings")
    assert entry["inputs"] == [export_disc_gradings.input_entry(name) for name in export_disc_gradings.INPUTS]
    assert [{key: output[key] for key in output if key != "evidence"} for output in entry["outputs"]] == [
        export_disc_gradings.output_entry(name) for name in HEADS
    ]
    assert not set(entry["training"]["patients"]["train"]) & set(json.loads((MODELS / "training" / "split.json").read_text())["test"])
    # All networks that grade, together.
    grading = [model for model in read_manifest(MODELS / "manifest.json")["models"] if model["task"] in ("grading", "gradings")]
    assert sum(model["bytes"] for model in grading) <= 8_000_000

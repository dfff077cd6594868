"""Read → train a few steps → export → evaluate, on the tests' own data, with the real commands."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
import torch

from deepspine.half_unet import HalfUNet, Teacher, inherit
from deepspine.onnx_runtime import onnxruntime
from deepspine.segmenter import segment
from deepspine.spider import Volume
from evaluate_localisation import figures_of, fixed_place, looks_at
from train_segmentation import coarser

HERE = Path(__file__).parent.parent


def run(script: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder and a models folder after 40 steps."""
    root = tmp_path_factory.mktemp("segmentation")
    common = ("--data", data, "--out", root / "run", "--split", root / "split.json", "--channels", "8", "16", "16")
    run("train_segmentation.py", *common, "--steps", "30", "--batch", "2", "--fp32")
    # The second call goes on from the checkpoint.
    run("train_segmentation.py", *common, "--steps", "40", "--batch", "2", "--fp32")
    (root / "models").mkdir()
    run("export_segmentation.py", "--run", root / "run", "--models", root / "models", "--version", "0.0.1")
    return root


def test_resumes_where_it_stopped(trained: Path) -> None:
    steps = [json.loads(line)["step"] for line in (trained / "run" / "log.jsonl").read_text().splitlines()]
    assert steps == sorted(steps)
    assert steps[-1] == 40


def test_every_patient_is_in_exactly_one_part(trained: Path) -> None:
    split = json.loads((trained / "split.json").read_text())
    names = split["train"] + split["validation"] + split["test"]
    assert sorted(names, key=int) == [str(number) for number in range(1, 13)]


def test_manifest_states_the_exported_file(trained: Path) -> None:
    (entry,) = json.loads((trained / "models" / "manifest.json").read_text())["models"]
    content = (trained / "models" / entry["file"]).read_bytes()
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert entry["bytes"] == len(content)
    assert entry["training"]["steps"] == 40


def test_exported_model_takes_any_multiple_of_its_stride(trained: Path) -> None:
    session = onnxruntime.InferenceSession(str(trained / "models" / "spine-segmentation.onnx"))
    for slices, height, width in ((1, 32, 48), (3, 160, 112)):
        (said,) = session.run(["probabilities"], {"image": np.zeros((slices, 1, height, width), np.float32)})
        assert said.shape == (slices, 4, height, width)
        np.testing.assert_allclose(said.sum(1), 1, atol=1e-5)


def test_the_half_network_learns_from_the_full_one(data: Path, trained: Path, tmp_path: Path) -> None:
    teacher = trained / "models" / "spine-segmentation.onnx"
    common = ("--data", data, "--out", tmp_path / "run", "--split", trained / "split.json", "--channels", "16", "16")
    run("train_segmentation.py", *common, "--teacher", teacher, "--steps", "20", "--batch", "2", "--fp32")
    (tmp_path / "models").mkdir()
    run("export_segmentation.py", "--run", tmp_path / "run", "--models", tmp_path / "models", "--version", "0.0.2")
    (entry,) = json.loads((tmp_path / "models" / "manifest.json").read_text())["models"]
    assert entry["training"]["command"].endswith("--teacher spine-segmentation.onnx --steps 20 --rate 0.002 --seed 20261123")
    assert entry["bytes"] < teacher.stat().st_size
    session = onnxruntime.InferenceSession(str(tmp_path / "models" / entry["file"]))
    (said,) = session.run(None, {"image": np.zeros((2, 1, 32, 48), np.float32)})
    assert said.shape == (2, 4, 32, 48)


@pytest.fixture(scope="module")
def located(data: Path, trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a segmentation and a localisation of a few steps."""
    root = tmp_path_factory.mktemp("localisation")
    for source in (trained / "models").iterdir():
        (root / source.name).write_bytes(source.read_bytes())
    run(
        "train_segmentation.py", "--data", data, "--out", root / "run", "--split", trained / "split.json", "--task",
        "localisation", "--steps", "10", "--batch", "2", "--fp32",
    )
    run("export_segmentation.py", "--run", root / "run", "--models", root, "--version", "0.0.3")
    return root


def test_the_localisation_sees_coarse_slices(located: Path) -> None:
    segmentation, localisation = json.loads((located / "manifest.json").read_text())["models"]
    assert localisation["task"] == "localisation"
    assert localisation["file"] == "spine-localisation.onnx"
    assert localisation["inputs"][0]["spacingMm"] == [3.75, 3.75]
    assert " --task localisation --batch 2 --steps 10 " in localisation["training"]["command"]
    assert localisation["outputs"] == segmentation["outputs"]
    assert localisation["bytes"] < segmentation["bytes"] * 10
    session = onnxruntime.InferenceSession(str(located / localisation["file"]))
    (said,) = session.run(None, {"image": np.zeros((1, 1, 80, 64), np.float32)})
    assert said.shape == (1, 4, 80, 64)


def test_coarse_slices_are_means_with_background_around_them() -> None:
    image = torch.randn(2, 1, 68, 72)
    shares = torch.rand(2, 4, 68, 72).softmax(1)
    coarse, means = coarser(image, shares)
    # 17 x 18 pixels, padded.
    assert coarse.shape == (2, 1, 32, 32) and means.shape == (2, 4, 32, 32)
    torch.testing.assert_close(means.sum(1), torch.ones(2, 32, 32))
    torch.testing.assert_close(means[0, :, 3, 5], shares[0, :, 12:16, 20:24].mean((1, 2)))
    assert (means[:, 0, 17:] == 1).all() and (coarse[:, :, :, 18:] == 0).all()
    torch.testing.assert_close(coarse[0, 0, :17, :18].mean(), torch.tensor(0.0), atol=1e-5, rtol=0)


def test_a_teacher_is_none_of_the_localisation(data: Path, trained: Path, tmp_path: Path) -> None:
    teacher = trained / "models" / "spine-segmentation.onnx"
    command = [sys.executable, str(HERE / "train_segmentation.py"), "--data", str(data), "--out", str(tmp_path / "run")]
    options = ["--task", "localisation", "--teacher", str(teacher), "--steps", "1"]
    done = subprocess.run([*command, *options], cwd=HERE, capture_output=True, text=True)
    assert done.returncode != 0
    assert "--teacher goes with --task segmentation, not with localisation." in done.stderr


def test_what_the_half_network_inherits_says_the_same_as_the_teacher(trained: Path) -> None:
    teacher = Teacher(trained / "models" / "spine-segmentation.onnx")
    student = HalfUNet((16, 16)).eval()
    images = torch.randn(4, 1, 64, 48)
    inherit(student, teacher, images)
    # From the same features the same layer makes the same: the first one down that both have.
    found = teacher.network.features(images)
    pooled = teacher.network.pool(found[1])
    torch.testing.assert_close(student.down[1](pooled), found[2], atol=1e-3, rtol=1e-3)


def evaluate(data: Path, models: Path, out: Path) -> list[str | Path]:
    return ["evaluate_segmentation.py", "--data", data, "--models", models, "--part", "test", "--out", out]


def test_evaluation_reports_figures_with_interval_and_baseline(data: Path, trained: Path) -> None:
    out = trained / "eval.json"
    run(*evaluate(data, trained / "models", out))
    figures = json.loads(out.read_text())
    assert figures["patients"] == len(figures["perPatient"]) == 6
    assert figures["localisation"] is None
    assert figures["summary"]["located"] == 0
    assert figures["summary"]["discs"] == 12
    for part in (figures["summary"], figures["baseline"]):
        for name in ("vertebra", "disc", "canal"):
            dice = part["diceNative"][name]
            assert 0 <= dice["interval95"][0] <= dice["mean"] <= dice["interval95"][1] <= 1


def test_evaluation_looks_where_the_localisation_points(data: Path, located: Path) -> None:
    out = located / "eval.json"
    run(*evaluate(data, located, out))
    figures = json.loads(out.read_text())
    assert figures["localisation"]["name"] == "spine-localisation"
    assert figures["summary"]["located"] == sum(row["located"] for row in figures["perPatient"])


def test_the_localisation_is_compared_with_what_is_needed_and_with_a_fixed_place() -> None:
    segmentation, localisation = Said(0.9375), Said(3.75)
    looks = looks_at(spine_slab(140, 170), segmentation, localisation)
    assert [(look.needed, look.named) for look in looks] == [(slice(96, 224), slice(96, 224))] * 5
    further = looks_at(spine_slab(140, 170), segmentation, Said(3.75, 8))
    figures = figures_of([looks, further], fixed_place(looks))
    assert figures["holds"]["slices"] == 5 and figures["holds"]["mean"] == 0.5
    assert figures["baseline"]["slices"] == 10


def test_without_a_localisation_there_is_nothing_to_compare(data: Path, trained: Path, tmp_path: Path) -> None:
    command = ["evaluate_localisation.py", "--data", data, "--models", trained / "models", "--out", tmp_path / "where.json"]
    done = subprocess.run([sys.executable, *map(str, command)], cwd=HERE, capture_output=True, text=True)
    assert done.returncode != 0
    assert "The manifest has no localisation; train and export one first." in done.stderr


def spine_slab(front: int, back: int) -> Volume:
    """9 slices that are bright in these columns, and nowhere else."""
    image = np.zeros((9, 320, 300), np.uint8)
    image[:, :, front:back] = 200
    nothing = np.zeros_like(image)
    return Volume("1", image, nothing, nothing, (4.0, 0.9375, 0.9375), sitk.GetImageFromArray(image))


class Said:
    """A network that says disc where a slice is bright, so many columns further back."""

    def __init__(self, spacing: float, shift: int = 0) -> None:
        self.spacing, self.shift = spacing, shift

    def run(self, image: torch.Tensor) -> torch.Tensor:
        bright = (torch.roll(image[0], self.shift, -1) > 0).float()
        return torch.stack([1 - bright, 0 * bright, bright, 0 * bright])


@pytest.mark.parametrize(("shift", "widened"), [(0, 0), (8, 1)])
def test_the_first_slice_decides_whether_the_columns_suffice(shift: int, widened: int) -> None:
    said, seen = segment(spine_slab(140, 170), Said(0.9375), Said(3.75, shift))
    # 36 mm around columns 140 to 169, to whole steps of 16.
    assert (seen.window, seen.located, seen.widened) == (slice(96, 224), True, widened)
    assert list(seen.early) == [4, 3, 5, 2]
    assert (said[:, 2].sum(1) == torch.tensor([320.0 if 140 <= column < 170 else 0.0 for column in range(304)])).all()


def test_evaluation_refuses_a_file_that_the_manifest_does_not_describe(
    data: Path, trained: Path, tmp_path: Path
) -> None:
    for source in (trained / "models").iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    with open(tmp_path / "spine-segmentation.onnx", "ab") as file:
        file.write(b"changed")
    command = [sys.executable, *map(str, evaluate(data, tmp_path, tmp_path / "eval.json"))]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert done.returncode != 0
    assert "is not the file that manifest.json describes" in done.stderr

"""Read → train a few steps → export → evaluate, on the tests' own data, with the real commands."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from deepspine.half_unet import HalfUNet, Teacher, inherit

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
    assert figures["summary"]["discs"] == 12
    for part in (figures["summary"], figures["baseline"]):
        for name in ("vertebra", "disc", "canal"):
            dice = part["diceNative"][name]
            assert 0 <= dice["interval95"][0] <= dice["mean"] <= dice["interval95"][1] <= 1


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

"""ONNX Runtime is loaded without telemetry, whoever loads it first."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

TRAINING = Path(__file__).resolve().parents[1]
LOADER = TRAINING / "deepspine" / "onnx_runtime.py"


def test_every_module_takes_it_from_one_place() -> None:
    direct = re.compile(r"^(?:import onnxruntime\b|from onnxruntime import)", re.MULTILINE)
    files = [path for path in TRAINING.rglob("*.py") if "runs" not in path.relative_to(TRAINING).parts]
    assert len(files) > 40
    assert [path.name for path in files if path != LOADER and direct.search(path.read_text())] == []


def test_leaves_no_file_behind(tmp_path: Path) -> None:
    home, scratch = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    scratch.mkdir()
    model = TRAINING.parent / "spine-localisation.onnx"
    code = f"from deepspine.onnx_runtime import onnxruntime as o; o.InferenceSession({str(model)!r})"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    subprocess.run(
        [sys.executable, "-c", code], cwd=TRAINING, check=True,
        env={**environment, "HOME": str(home), "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert [path for folder in (home, scratch) for path in folder.rglob("*") if path.is_file()] == []

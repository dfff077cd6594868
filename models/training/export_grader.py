"""Exports the trained grader to ONNX and enters it in the manifest.

    python export_grader.py --run runs/grader --models .. --version 1.0.0
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from deepspine.manifest import enter_model, file_facts
from deepspine.resnext import ResNeXt

OPSET = 17
FILE = "disc-grading.onnx"
CLASSES = {"DB": ["absent", "present"]}


def export(model: torch.nn.Module, shape: list[int], names: list[str], path: Path) -> float:
    """Writes ONNX for one disc at a time; returns the largest difference to PyTorch on a random volume."""
    probe = torch.randn(1, *shape)
    torch.onnx.export(
        model, (probe,), str(path), input_names=["sagittal"], output_names=names, opset_version=OPSET, dynamo=False
    )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = model(probe)
    actual = session.run(names, {"sagittal": probe.numpy()})
    return max(float(np.abs(a - e.numpy()).max()) for a, e in zip(actual, expected, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    state = torch.load(options.run / "grader.pt", weights_only=False, map_location="cpu")
    model = ResNeXt(state["heads"], state["planes"])
    model.load_state_dict(state["average"])
    names = list(state["heads"])
    path = options.models / FILE
    difference = export(model.eval(), state["shape"], names, path)
    if difference > 1e-3:
        raise SystemExit(f"{path.name}: ONNX Runtime and PyTorch differ by {difference:.2g}; nothing was entered.")
    figures = state["figures"]
    enter_model(
        options.models / "manifest.json",
        {
            "name": "disc-grading",
            "task": "grading",
            "version": options.version,
            **file_facts(path),
            "opset": OPSET,
            "precision": "fp32",
            "inputs": [
                {
                    "name": "sagittal",
                    "shape": [1, *state["shape"]],
                    "spacingMm": list(state["spacing"]),
                    "orientation": "disc frame: planes patient right→left, rows superior→inferior along −normal, "
                    "columns anterior→posterior",
                    "normalization": {"type": "zscore", "scope": "volume"},
                }
            ],
            "outputs": [
                {"name": name, "condition": name, "classes": CLASSES[name], "shape": [1, len(CLASSES[name])]}
                for name in names
            ],
            "operatingPoints": {"DB": figures["operatingPoint"]},
            "calibration": {"DB": {"temperature": figures["temperature"]}},
            "training": {
                "data": "SPIDER (van der Graaf et al., Scientific Data 2024), T2 SPACE, expert label Disc bulging",
                "licence": "CC BY 4.0",
                "patients": {"train": state["patients"]},
                "command": "python train_grader.py --discs runs/discs --data DATA --out runs/grader "
                f"--folds {len(state['folds'])} --steps {state['steps']} --seed {state['seed']}",
                "figures": figures,
                "seed": state["seed"],
                "steps": state["steps"],
            },
            "intendedUse": "Research use only. Grades disc bulge (DB) alone; the other eight conditions stay not graded.",
        },
    )
    print(f"{path.name}: version {options.version}, differs from PyTorch by {difference:.1e}")


if __name__ == "__main__":
    main()

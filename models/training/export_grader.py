"""Exports the calibrated grader to ONNX and enters it, with its comparator, in the manifest.

    python export_grader.py --run runs/grader --models .. --version 2.0.0
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from deepspine.checkpoints import read_checkpoint
from deepspine.conditions import GRADES
from deepspine.crops import AXIAL, SAGITTAL, VolumeSpec
from deepspine.grader_training import restore
from deepspine.manifest import enter_model, file_facts
from deepspine.onnx_runtime import onnxruntime
from deepspine.resnext import ResNeXt

OPSET = 17
FILE = "disc-grading.onnx"
ORIENTATION = {
    "sagittal": "disc frame: planes patient right→left, rows superior→inferior along −normal, columns anterior→posterior",
    "axial": "disc frame: planes superior→inferior along −normal, rows anterior→posterior, columns patient right→left",
}


class Shipped(torch.nn.Module):
    """The grader without the heads that only helped to train."""

    def __init__(self, model: ResNeXt) -> None:
        super().__init__()
        self.model = model

    def forward(self, sagittal: torch.Tensor, axial: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.model(sagittal, axial)[: len(GRADES)]


def export(model: ResNeXt, path: Path) -> float:
    """Writes ONNX for one disc at a time; returns the largest difference to PyTorch on random volumes."""
    shipped = Shipped(model).eval()
    probes = {spec.name: torch.randn(1, *spec.shape) for spec in (SAGITTAL, AXIAL)}
    names = list(GRADES)
    torch.onnx.export(
        shipped, tuple(probes.values()), str(path), input_names=list(probes), output_names=names, opset_version=OPSET, dynamo=False
    )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = shipped(*probes.values())
    actual = session.run(names, {name: probe.numpy() for name, probe in probes.items()})
    return max(float(np.abs(a - e.numpy()).max()) for a, e in zip(actual, expected, strict=True))


def input_entry(spec: VolumeSpec) -> dict:
    entry = {
        "name": spec.name,
        "shape": [1, *spec.shape],
        "spacingMm": list(spec.spacing),
        "centerMm": list(spec.center),
        "orientation": ORIENTATION[spec.name],
        "normalization": {"type": "zscore", "scope": "volume"},
    }
    return {**entry, "whenAbsent": "zeros"} if spec is AXIAL else entry


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    state = read_checkpoint(options.run / "grader.pt")
    path = options.models / FILE
    difference = export(restore(state), path)
    if difference > 1e-3:
        raise SystemExit(f"{path.name}: ONNX Runtime and PyTorch differ by {difference:.2g}; nothing was entered.")
    enter_model(
        options.models / "manifest.json",
        {
            "name": "disc-grading",
            "task": "grading",
            "version": options.version,
            **file_facts(path),
            "opset": OPSET,
            "precision": "fp32",
            "inputs": [input_entry(SAGITTAL), input_entry(AXIAL)],
            "outputs": [
                {"name": name, "condition": name, "classes": list(grades), "shape": [1, len(grades)]}
                for name, grades in GRADES.items()
            ],
            "operatingPoints": state["operating_points"],
            "calibration": state["calibration"],
            "comparator": json.loads((options.run / "comparator.json").read_text()),
            "training": {
                "data": "discs of a parametric lumbar simulator; SPIDER (van der Graaf et al., Scientific Data 2024), "
                "T2 SPACE, warped to known severity and with the expert label Disc bulging",
                "licence": "CC BY 4.0 (SPIDER); simulated data: MIT",
                "patients": {"train": state["real"]},
                "simulatedPatients": state["simulated"],
                "simulatedDiscImages": state["simulated_discs"],
                "hybridDiscImages": state["hybrid_discs"],
                "command": "see models/training/README.md: simulate, hybridise, train, finetune, calibrate, export",
                "seed": state["seed"],
                "steps": state["base_steps"] + state["steps"],
            },
            "intendedUse": "Research use only. Trained on simulated discs for all conditions but disc bulging.",
        },
    )
    print(f"{path.name}: version {options.version}, differs from PyTorch by {difference:.1e}")


if __name__ == "__main__":
    main()

"""Exports the disc-gradings network to ONNX and enters it, with calibration and evidence, in the manifest.

    python export_disc_gradings.py --run runs/gradings --models .. --version 1.0.0

The run holds `final.pt` (train_disc_gradings.py) and `calibration.json` (evaluate_disc_gradings.py), which also writes the
figures that the evidence cites.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from deepspine.checkpoints import read_checkpoint
from deepspine.conditions import GRADES
from deepspine.disc_frames import FACTOR_LIMITS, REFERENCE_STEP_MM
from deepspine.evidence import with_evidence
from deepspine.graded_discs import CENTER, SPACING
from deepspine.gradings import HEADS
from deepspine.gradings_net import COLUMNS, ROWS, GradingsNet
from deepspine.manifest import enter_model, file_facts
from deepspine.onnx_runtime import onnxruntime

OPSET = 17
FILE = "disc-gradings.onnx"
INPUTS = ("sagittal", "sagittalT1")
FIGURES = "figures/disc-gradings-real.json"


def export(model: GradingsNet, path: Path) -> float:
    """Writes ONNX for one disc at a time; returns the largest difference to PyTorch on random volumes."""
    probes = [torch.randn(1, 1, ROWS, COLUMNS, generator=torch.Generator().manual_seed(k)) for k in range(2)]
    names = list(HEADS)
    torch.onnx.export(model.eval(), tuple(probes), str(path), input_names=list(INPUTS), output_names=names, opset_version=OPSET, dynamo=False)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = model(*probes)
    actual = session.run(names, {name: probe.numpy() for name, probe in zip(INPUTS, probes, strict=True)})
    return max(float(np.abs(a - e.numpy()).max()) for a, e in zip(actual, expected, strict=True))


def input_entry(name: str) -> dict:
    entry = {
        "name": name,
        "shape": [1, 1, ROWS, COLUMNS],
        "spacingMm": list(SPACING),
        "centerMm": list(CENTER),
        "sizeFrom": {"measure": "disc-step", "referenceMm": REFERENCE_STEP_MM, "limits": list(FACTOR_LIMITS)},
        "orientation": "disc frame: planes patient right→left, rows superior→inferior along −normal, columns anterior→posterior",
        "normalization": {"type": "zscore", "scope": "volume"},
    }
    return {**entry, "whenAbsent": "zeros"} if name != "sagittal" else entry


def output_entry(name: str) -> dict:
    kind = "condition" if name in GRADES else "grading"
    return {"name": name, kind: name, "classes": list(HEADS[name]), "shape": [1, len(HEADS[name])]}


def entry_of(facts: dict, version: str, calibration: dict, training: dict) -> dict:
    return {
        "name": "disc-gradings",
        "task": "gradings",
        "version": version,
        **facts,
        "opset": OPSET,
        "precision": "fp32",
        "inputs": [input_entry(name) for name in INPUTS],
        "outputs": [output_entry(name) for name in HEADS],
        "calibration": calibration,
        "training": training,
        "intendedUse": "Research use only. Degeneration gradings of one disc from its mid-sagittal T2 plane and, where there, "
        "the T1 of the same place; learned from radiologists' gradings.",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    state = read_checkpoint(options.run / "final.pt")
    model = GradingsNet()
    model.load_state_dict(state["weights"])
    path = options.models / FILE
    difference = export(model, path)
    if difference > 1e-3:
        raise SystemExit(f"{path.name}: ONNX Runtime and PyTorch differ by {difference:.2g}; nothing was entered.")
    training = {
        "data": "SPIDER (van der Graaf et al., Scientific Data 2024): mid-sagittal T2 TSE and T1 slices and T2 SPACE volumes "
        "with the radiologists' gradings; changed: one slice or central slices, 8 bit",
        "licence": "CC BY 4.0",
        "patients": {"train": state["patients"]},
        "discImages": state["discs"],
        "command": "see models/training/README.md: replicate, extract, prepare, train, evaluate, export",
        "seed": state["seed"],
        "epochs": state["epochs"],
    }
    calibration = json.loads((options.run / "calibration.json").read_text())
    entry = entry_of(file_facts(path), options.version, calibration, training)
    enter_model(options.models / "manifest.json", with_evidence(entry, options.models, FIGURES))
    print(f"{path.name}: version {options.version}, {entry['bytes']} bytes, differs from PyTorch by {difference:.1e}")


if __name__ == "__main__":
    main()

"""Exports a network that train_segmentation.py has trained to ONNX and enters it in the manifest.

    python export_segmentation.py --run runs/half --models .. --version 2.0.0
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from deepspine.half_unet import HalfUNet
from deepspine.manifest import enter_model, file_facts
from deepspine.onnx_runtime import onnxruntime
from deepspine.unet import UNet, fold_batch_norm
from train_segmentation import SPACINGS

OPSET = 17
PURPOSES = {
    "segmentation": "Labels vertebrae, discs and canal on sagittal lumbar MRI.",
    "localisation": "Tells in which columns of sagittal lumbar MRI the spine lies, for the segmentation to look there.",
}


class Probabilities(nn.Module):
    """A network with the softmax at its end: it is computed where the network is, and not slice by slice by the caller."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.network(image).softmax(1)


def load_network(checkpoint: Path) -> tuple[UNet | HalfUNet, dict]:
    """The averaged weights of a checkpoint, ready to run, and the checkpoint's own facts."""
    state = torch.load(checkpoint, weights_only=False, map_location="cpu")
    kind = {network.__name__: network for network in (UNet, HalfUNet)}[state["network"]]
    model = kind(tuple(state["channels"]))
    model.load_state_dict(state["average"])
    return model.eval(), state


def export(model: nn.Module, path: Path) -> float:
    """Writes ONNX with free numbers of slices, rows and columns; returns the largest difference to PyTorch on random
    slices."""
    free = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(
        Probabilities(model), (torch.randn(1, 1, 64, 48),), str(path), input_names=["image"],
        output_names=["probabilities"], opset_version=OPSET, dynamic_axes={"image": free, "probabilities": free},
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    probe = torch.randn(2, 1, 320, 256)
    with torch.no_grad():
        expected = model(probe).softmax(1).numpy()
    actual = session.run(["probabilities"], {"image": probe.numpy()})[0]
    return float(np.abs(actual - expected).max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    model, state = load_network(options.run / "checkpoint.pt")
    task = state["task"]
    path = options.models / f"spine-{task}.onnx"
    difference = export(fold_batch_norm(model), path)
    if difference > 1e-4:
        raise SystemExit(f"{path.name}: ONNX Runtime and PyTorch differ by {difference:.2g}; nothing was entered.")
    enter_model(
        options.models / "manifest.json",
        {
            "name": path.stem,
            "task": task,
            "version": options.version,
            **file_facts(path),
            "opset": OPSET,
            "precision": "fp32",
            "inputs": [
                {
                    "name": "image",
                    "shape": ["batch", 1, "height", "width"],
                    "multipleOf": 16,
                    "spacingMm": [SPACINGS[task], SPACINGS[task]],
                    "orientation": "sagittal: rows superior→inferior, columns anterior→posterior",
                    "normalization": {"type": "zscore", "scope": "slice"},
                }
            ],
            "outputs": [
                {
                    "name": "probabilities",
                    "shape": ["batch", 4, "height", "width"],
                    "classes": ["background", "vertebra", "disc", "canal"],
                    "values": "probabilities",
                }
            ],
            "training": {
                "data": "SPIDER (van der Graaf et al., Scientific Data 2024), T2 SPACE, central sagittal slices",
                "licence": "CC BY 4.0",
                "patients": {part: state["split"][part] for part in ("train", "validation", "test")},
                "command": state["command"],
                "seed": state["seed"],
                "steps": state["step"],
                "minutes": round(state["spent"] / 60, 1),
            },
            "intendedUse": f"Research use only. {PURPOSES[task]}",
        },
    )
    print(f"{path.name}: version {options.version}, {state['step']} steps, differs from PyTorch by {difference:.1e}")


if __name__ == "__main__":
    main()

"""Exports a network that train_segmentation.py has trained to ONNX and enters it in the manifest.

    python export_segmentation.py --run runs/half --models .. --version 2.0.0
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from deepspine.checkpoints import read_checkpoint
from deepspine.half_unet import HalfUNet
from deepspine.manifest import enter_model, file_facts
from deepspine.onnx_runtime import onnxruntime
from deepspine.spider import CLASSES
from deepspine.unet import UNet, fold_batch_norm
from train_segmentation import SPACINGS

OPSET = 17
PURPOSES = {
    "segmentation": "Labels vertebrae, discs, canal and, from version 3, the bodies of S1 and S2 on sagittal lumbar MRI.",
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
    state = read_checkpoint(checkpoint)
    kind = {network.__name__: network for network in (UNet, HalfUNet)}[state["network"]]
    classes = state.get("classes", CLASSES)
    options = {"anchored": True} if state.get("anchored") else {}
    model = kind(tuple(state["channels"]), len(classes), **options)
    model.load_state_dict(state["average"])
    return model.eval(), state


def pad_by_constants(path: Path) -> None:
    """The exporter works out at run time by how much is padded, though it is known: one channel before the others."""
    model = onnx.load(str(path))
    graph = model.graph
    for node in [node for node in graph.node if node.op_type == "Pad"]:
        graph.initializer.append(numpy_helper.from_array(np.array([0, 1, 0, 0, 0, 0, 0, 0], np.int64), "background.pads"))
        node.input[1] = "background.pads"
        del node.input[2:]
    used = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if used & set(node.output):
            kept.append(node)
            used |= set(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def export(model: nn.Module, path: Path) -> float:
    """Writes ONNX with free numbers of slices, rows and columns; returns the largest difference to PyTorch on random
    slices."""
    free = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(
        Probabilities(model), (torch.randn(1, 1, 64, 48),), str(path), input_names=["image"],
        output_names=["probabilities"], opset_version=OPSET, dynamic_axes={"image": free, "probabilities": free},
        dynamo=False,
    )
    pad_by_constants(path)
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
    task, classes, more = state["task"], list(state.get("classes", CLASSES)), state.get("slices")
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
                    "shape": ["batch", len(classes), "height", "width"],
                    "classes": classes,
                    "values": "probabilities",
                }
            ],
            "training": {
                "data": "SPIDER (van der Graaf et al., Scientific Data 2024), T2 SPACE, central sagittal slices"
                + ("; its T2 TSE and T1, middle slices; simulated slices (MIT)" if more else ""),
                "licence": "CC BY 4.0",
                "patients": {part: state["split"][part] for part in ("train", "validation", "test")},
                **({"middleSlices": more} if more else {}),
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

"""Exports a network that train_segmentation.py has trained to ONNX and enters it in the manifest.

    python export_segmentation.py --run runs/half --models .. --version 2.0.0
    python export_segmentation.py --again --models .. --version 3.0.1     # the segmentation there, in the operators of today
    python export_segmentation.py --run runs/turned --average-with spine-segmentation-3.0.1.onnx --models .. --version 3.1.0

Weights that were trained on from others may be averaged with those: what both know stays, and what either alone gets wrong
is often right (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from deepspine.checkpoints import read_checkpoint
from deepspine.half_unet import HalfUNet, exported, without_anchor
from deepspine.manifest import enter_model, file_facts, model_entry, read_manifest
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


@torch.no_grad()
def averaged(model: HalfUNet, started: HalfUNet) -> HalfUNet:
    """The mean, half and half, of a network's weights and of those that its training began with; batch norm is folded in both."""
    model = without_anchor(model)
    weights, others = model.state_dict(), started.state_dict()
    if {name: value.shape for name, value in weights.items()} != {name: value.shape for name, value in others.items()}:
        raise SystemExit("The network to average with has other layers: give the one that the training began with.")
    for name, value in weights.items():
        value.lerp_(others[name], 0.5)
    return model


def export(model: UNet | HalfUNet, path: Path) -> float:
    """Writes ONNX with free numbers of slices, rows and columns, batch norm folded; returns the largest difference to PyTorch
    on random slices."""
    model = without_anchor(model) if isinstance(model, HalfUNet) else fold_batch_norm(model)
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


def export_checked(model: UNet | HalfUNet, path: Path) -> float:
    """Exports, and ends the program with a sentence where the file doesn't say what the network says."""
    difference = export(model, path)
    if difference > 1e-4:
        raise SystemExit(f"{path.name}: ONNX Runtime and PyTorch differ by {difference:.2g}; nothing was entered.")
    return difference


def export_again(models: Path, version: str) -> None:
    """The shipped segmentation once more, its weights as they are: for a change of operators. Half precision follows by
    export_half.py."""
    entry = model_entry(read_manifest(models / "manifest.json"), "spine-segmentation")
    path = models / entry["file"]
    if file_facts(path)["sha256"] != entry["sha256"]:
        raise SystemExit(f"{path.name} is not the file that the manifest states; export it first.")
    difference = export_checked(exported(path), path)
    entry = {key: value for key, value in entry.items() if key != "variants"}
    enter_model(models / "manifest.json", entry | {"version": version} | file_facts(path))
    print(f"{path.name}: version {version}, the weights of {entry['version']}, differs from PyTorch by {difference:.1e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", type=Path)
    source.add_argument("--again", action="store_true", help="export the segmentation of --models once more")
    parser.add_argument("--average-with", type=Path, metavar="ONNX", help="with --run: the exported network that its training began with")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    if options.again:
        export_again(options.models, options.version)
        return
    model, state = load_network(options.run / "checkpoint.pt")
    task, classes, more = state["task"], list(state.get("classes", CLASSES)), state.get("slices")
    path = options.models / f"spine-{task}.onnx"
    if options.average_with:
        model = averaged(model, exported(options.average_with))
    difference = export_checked(model, path)
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
                **({"averagedWith": file_facts(options.average_with)["sha256"]} if options.average_with else {}),
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

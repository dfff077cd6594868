"""Writes the models of a manifest once more in half precision, and enters that there as a variant.

    python export_half.py --models ..

The graph then computes in float16 and keeps its float32 inputs and outputs, so whoever runs it sees no other
difference. Viewers take this file where the graphics adapter computes in half precision (WebGPU's shader-f16).
A localisation, which always runs on the processor, has none. To be called again whenever a model was exported.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx

# After it, so that the library is never loaded with telemetry.
from onnxruntime.transformers.float16 import DEFAULT_OP_BLOCK_LIST, convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel

from deepspine.manifest import enter_model, file_facts, read_manifest
from deepspine.onnx_runtime import onnxruntime

SUFFIX = ".fp16.onnx"
# Stays in float32: small shares of a sum over classes would round to nothing, and edges lie where two logits are equal.
EXACT = ["Softmax", "ConvTranspose"]
# Largest difference over the largest value; a graph that loses more than this is not worth shipping.
TOLERANCE = 0.02
# Sizes of free axes on trial; every other one is tried with PROBE times its multiple.
BATCH = 2
PROBE = 10


def halve(source: Path, target: Path) -> None:
    """Converts one .onnx file; written as a whole or not at all."""
    model = convert_float_to_float16(
        onnx.load(str(source)), keep_io_types=True, op_block_list=[*DEFAULT_OP_BLOCK_LIST, *EXACT]
    )
    keep_exact(model.graph)
    # The conversion appends its casts at the end.
    OnnxModel(model).topological_sort()
    onnx.checker.check_model(model)
    partial = target.with_suffix(".partial")
    onnx.save(model, str(partial))
    partial.replace(target)


def keep_exact(graph: onnx.GraphProto) -> None:
    """The conversion rounds what exact nodes give even on its way to a float32 output; hands it on as it is."""
    makers = {output: node for node in graph.node for output in node.output}
    for widening in [node for node in graph.node if node.op_type == "Cast"]:
        rounding = makers.get(widening.input[0])
        if rounding is not None and rounding.op_type == "Cast":
            exact = makers.get(rounding.input[0])
            if exact is not None and exact.op_type in EXACT:
                widening.input[0] = exact.output[0]


def trial_inputs(entry: dict) -> dict[str, np.ndarray]:
    """Standard normal volumes of the shapes that the manifest states."""
    random = np.random.default_rng(1)

    def size(axis: int | str, multiple: int) -> int:
        return BATCH if axis == "batch" else axis if isinstance(axis, int) else PROBE * multiple

    return {
        given["name"]: random.standard_normal([size(axis, given.get("multipleOf", 1)) for axis in given["shape"]], np.float32)
        for given in entry["inputs"]
    }


def difference(entry: dict, source: Path, half: Path) -> float:
    """Largest difference of both files' outputs over the largest value of that output."""
    names = [output["name"] for output in entry["outputs"]]
    inputs = trial_inputs(entry)
    expected, actual = (
        onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(names, inputs) for path in (source, half)
    )
    return max(float(np.abs(a - e).max() / np.abs(e).max()) for a, e in zip(actual, expected, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    manifest = options.models / "manifest.json"
    for entry in read_manifest(manifest)["models"]:
        if entry["task"] == "localisation":
            continue
        source = options.models / entry["file"]
        if file_facts(source)["sha256"] != entry["sha256"]:
            raise SystemExit(f"{source.name} is not the file that the manifest states; export it first.")
        half = source.with_name(source.stem + SUFFIX)
        halve(source, half)
        lost = difference(entry, source, half)
        if not lost <= TOLERANCE:
            half.unlink()
            raise SystemExit(f"{half.name}: half precision differs by {lost:.2g} of the largest value; it was not entered.")
        variant = {"precision": "fp16", "requires": "shader-f16", **file_facts(half)}
        enter_model(manifest, {**entry, "variants": [variant]})
        print(f"{half.name}: {variant['bytes']} bytes, differs by {lost:.2g} of the largest value")


if __name__ == "__main__":
    main()

"""The committed weights are the ones the manifest describes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from deepspine.manifest import file_facts, read_manifest
from deepspine.onnx_runtime import onnxruntime
from export_half import TOLERANCE, difference, halve

MODELS = Path(__file__).parent.parent.parent
ENTRIES = read_manifest(MODELS / "manifest.json")["models"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_file_matches_its_entry_and_runs(entry: dict) -> None:
    path = MODELS / entry["file"]
    facts = file_facts(path)
    assert {key: entry[key] for key in facts} == facts
    assert entry["bytes"] <= 15_000_000
    session = onnxruntime.InferenceSession(str(path))
    free = {"batch": 2, "height": 160, "width": 112}
    inputs = {
        given["name"]: np.zeros([free.get(size, size) for size in given["shape"]], np.float32)
        for given in entry["inputs"]
    }
    for output, values in zip(entry["outputs"], session.run([o["name"] for o in entry["outputs"]], inputs), strict=True):
        assert list(values.shape) == [free.get(size, size) for size in output["shape"]]
        assert values.shape[1] == len(output["classes"])


HALVED = [entry for entry in ENTRIES if "variants" in entry]


@pytest.mark.parametrize("entry", HALVED, ids=lambda entry: entry["name"])
def test_half_precision_was_made_of_this_file(entry: dict, tmp_path: Path) -> None:
    (variant,) = entry["variants"]
    half = MODELS / variant["file"]
    facts = file_facts(half)
    assert {key: variant[key] for key in facts} == facts
    halve(MODELS / entry["file"], tmp_path / "again.onnx")
    again = onnx.load(str(tmp_path / "again.onnx"))
    assert weights_of(again) == weights_of(onnx.load(str(half)))
    assert difference(entry, MODELS / entry["file"], half) <= TOLERANCE


def weights_of(model: onnx.ModelProto) -> dict[str, bytes]:
    return {tensor.name: onnx.numpy_helper.to_array(tensor).tobytes() for tensor in model.graph.initializer}


def test_half_precision_keeps_what_goes_in_and_out() -> None:
    for entry in HALVED:
        model = onnx.load(str(MODELS / entry["variants"][0]["file"]))
        kinds = {value.type.tensor_type.elem_type for value in (*model.graph.input, *model.graph.output)}
        assert kinds == {onnx.TensorProto.FLOAT}
        assert {tensor.data_type for tensor in model.graph.initializer if tensor.dims} >= {onnx.TensorProto.FLOAT16}


def test_half_precision_does_not_round_a_softmax(tmp_path: Path) -> None:
    tensor = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", 4]) for name in ("x", "y")]
    nodes = [onnx.helper.make_node("Relu", ["x"], ["r"]), onnx.helper.make_node("Softmax", ["r"], ["y"], axis=1)]
    graph = onnx.helper.make_graph(nodes, "shares", tensor[:1], tensor[1:])
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), str(tmp_path / "full.onnx"))
    halve(tmp_path / "full.onnx", tmp_path / "half.onnx")
    x = np.array([[0.0, 1.0, 2.0, 12.0]], np.float32)
    full, half = (onnxruntime.InferenceSession(str(tmp_path / name)).run(None, {"x": x})[0] for name in ("full.onnx", "half.onnx"))
    assert np.abs(half / full - 1).max() < 1e-5


def test_all_models_are_there() -> None:
    assert [entry["name"] for entry in ENTRIES] == ["spine-segmentation", "disc-grading", "spine-localisation", "disc-gradings"]
    assert [entry["task"] for entry in ENTRIES if "variants" not in entry] == ["localisation"]

"""The committed weights are the ones the manifest describes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from deepspine.manifest import file_facts, read_manifest

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


def test_both_models_are_there() -> None:
    assert [entry["name"] for entry in ENTRIES] == ["spine-segmentation", "disc-grading"]

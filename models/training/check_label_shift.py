"""How often the simulated grader calls stenosis on real discs, level by level, with and without the levels' biases.

    python check_label_shift.py --discs runs/mid-discs/t2 --models .. --out ../figures/stenosis-shares.json

`discs` is what `deepspine extract` wrote of the replicated mid-sagittal slices. Nothing is fitted: the shares are held against
half to twice the published ones. Patients with back pain of other hospitals should not be far from these.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.special import softmax

from deepspine.disc_volumes import read_disc_volumes
from deepspine.label_shift import CONDITION, PUBLISHED
from deepspine.manifest import model_entry, read_manifest
from deepspine.onnx_runtime import onnxruntime
from deepspine.statistics import bootstrap_by_patient

# Moderate or worse, in the order of SEVERITY.
CALLED = 2


def normalized(volume: np.ndarray) -> np.ndarray:
    deviation = volume.std()
    return ((volume - volume.mean()) / deviation if deviation > 1e-6 else volume * 0).astype(np.float32)[None]


def share(called: np.ndarray, patients: list[str]) -> dict:
    low, high = bootstrap_by_patient(patients, lambda rows: float(called[rows].mean()))
    return {"value": round(float(called.mean()), 4), "interval": [round(low, 4), round(high, 4)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("discs", "models", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    entry = model_entry(read_manifest(options.models / "manifest.json"), "disc-grading")
    calibration = entry["calibration"][CONDITION]
    threads = onnxruntime.SessionOptions()
    threads.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(options.models / entry["file"]), threads, providers=["CPUExecutionProvider"])
    discs = [disc for disc in read_disc_volumes(options.discs) if disc.level in PUBLISHED]
    logits = np.concatenate([
        session.run([CONDITION], {"sagittal": normalized(disc.sagittal), "axial": np.zeros((1, *disc.axial.shape), np.float32)})[0] for disc in discs
    ])
    levels = np.array([disc.level for disc in discs])
    scaled = logits / calibration["temperature"]
    shifted = scaled + np.array([calibration["levelBias"][level] for level in levels])
    found = {}
    for level, published in PUBLISHED.items():
        rows = levels == level
        patients = [disc.study for disc, here in zip(discs, rows, strict=True) if here]
        expected = sum(published)
        wanted = [round(expected / 2, 4), round(expected * 2, 4)]
        line = {"n": int(rows.sum()), "published": round(expected, 4), "wanted": wanted}
        for name, said in (("unshifted", scaled), ("shifted", shifted)):
            probabilities = softmax(said[rows], axis=1)
            line[name] = share(probabilities.argmax(1) >= CALLED, patients)
            line[name]["meanProbability"] = round(float(probabilities[:, CALLED:].sum(1).mean()), 4)
            low, high = line[name]["interval"]
            line[name]["overlaps"] = low <= wanted[1] and high >= wanted[0]
        found[level] = line
        print(level, line)
    options.out.write_text(json.dumps({
        "schema": "deepspine-stenosis-shares/1", "condition": CONDITION, "called": "moderate or worse, likeliest grade, no axial series",
        "model": {key: entry[key] for key in ("name", "version", "sha256")},
        "data": "SPIDER T2 TSE, one mid-sagittal slice as seven, all patients in whom the spine was found", "levels": found,
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()

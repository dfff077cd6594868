"""Writes a grader's predictions on labeled discs, one JSON line each, for `deepspine evaluate`.

    python evaluate_grader.py --run runs/grader --crops runs/simulated-test --out runs/simulated-test.jsonl
    npm run -s deepspine -- evaluate models/training/runs/simulated-test.jsonl --json …

A cell whose place no image shows counts as not graded: there the viewer calls every grade unsure.
`--no-axial` withholds the axial volumes; `--labels FILE` writes the training discs' grades, from which the trivial
baseline is taken.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np

from deepspine.checkpoints import read_checkpoint
from deepspine.conditions import GRADES, UNKNOWN
from deepspine.crop_set import CropSet, read_crop_files
from deepspine.grader_training import predict, restore
from deepspine.grading_figures import class_probabilities
from fit_comparator import scores


def compared(comparator: dict, condition: str, measures: dict[str, float]) -> dict[str, float] | None:
    """What the measurements say of a condition; None where one is missing."""
    model = comparator["conditions"].get(condition)
    if model is None or any(name not in measures for name in model["measurements"]):
        return None
    shares = scores(model, np.array([[measures[name] for name in model["measurements"]]]))[0]
    return {grade: round(float(p), 5) for grade, p in zip(GRADES[condition], shares, strict=True)}


def write_labels(crops: CropSet, path: Path) -> None:
    """study, level, condition, grade of every labeled disc."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", "level", "condition", "grade"])
        for k, study in enumerate(crops.patients):
            for column, (condition, grades) in enumerate(GRADES.items()):
                if crops.labels[k, column] != UNKNOWN:
                    writer.writerow([study, crops.levels[k], condition, grades[int(crops.labels[k, column])]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--crops", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--patients", nargs="*")
    parser.add_argument("--no-axial", action="store_true")
    options = parser.parse_args()
    crops = read_crop_files(options.crops)
    if crops is None:
        raise SystemExit(f"{options.crops}: no patients; run simulate.py or hybridise.py first.")
    if options.patients:
        crops = crops.of_patients(set(options.patients))
    if options.labels:
        write_labels(crops, options.labels)
    if not options.out:
        return
    state = read_checkpoint(options.run / "grader.pt")
    comparator = json.loads((options.run / "comparator.json").read_text())
    logits = predict(restore(state), crops, not options.no_axial)
    visible = crops.visible_labels(crops.has_axial & (not options.no_axial))
    with open(options.out, "w") as file:
        for column, (condition, grades) in enumerate(GRADES.items()):
            shares = class_probabilities(logits[condition], state["calibration"][condition]["temperature"])
            for k in range(len(crops)):
                truth = int(crops.labels[k, column])
                if truth == UNKNOWN:
                    continue
                cell = {"study": crops.patients[k], "level": crops.levels[k], "condition": condition, "truth": grades[truth]}
                if visible[k, column] == UNKNOWN:
                    file.write(json.dumps({**cell, "grade": "not-graded"}) + "\n")
                    continue
                line = {**cell, "probabilities": {g: round(float(p), 5) for g, p in zip(grades, shares[k], strict=True)}}
                other = compared(comparator, condition, crops.measures[k])
                file.write(json.dumps({**line, **({"comparator": other} if other else {})}) + "\n")


if __name__ == "__main__":
    main()

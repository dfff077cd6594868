"""Enters the levels' biases into the calibration of the simulated grader (deepspine/label_shift.py says what they are), and
what real labels its heads were tested on: disc bulging, on T2 SPACE; the others on none.

    python shift_labels.py --labels ../figures/simulated-label-counts.json --models ..
"""

from __future__ import annotations

import argparse
from pathlib import Path

from deepspine.evidence import SIMULATED_ONLY, evidence_from
from deepspine.label_shift import CONDITION, STATEMENT, level_biases
from deepspine.manifest import enter_model, model_entry, read_manifest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    path = options.models / "manifest.json"
    entry = model_entry(read_manifest(path), "disc-grading")
    biases = level_biases(options.labels)
    calibration = {**entry["calibration"], CONDITION: {**entry["calibration"][CONDITION], "levelBias": biases}}
    print(CONDITION, biases)
    bulging = evidence_from(options.models, "figures/grading-bulging.json", "/evidence")
    outputs = [{**output, "evidence": bulging if output["name"] == "DB" else SIMULATED_ONLY} for output in entry["outputs"]]
    enter_model(path, {**entry, "outputs": outputs, "calibration": calibration, "labelShift": STATEMENT})


if __name__ == "__main__":
    main()

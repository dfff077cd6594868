"""Counts the grades of simulated training discs by condition and level: what shift_labels.py needs of them.

    python count_labels.py --crops runs/simulated --out ../figures/simulated-label-counts.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from deepspine.conditions import GRADES, UNKNOWN
from deepspine.crop_set import CropSet, read_crop_files
from deepspine.label_shift import PUBLISHED

WHAT = (
    "Grades of the simulated training discs that the grader learnt from, counted by condition and level "
    "(train by simulate.py --seed 100000; counted by count_labels.py)"
)


def label_counts(crops: CropSet) -> dict[str, dict[str, dict[str, int]]]:
    """Condition → level → grade → discs."""
    counts = {
        condition: {level: dict.fromkeys(grades, 0) for level in PUBLISHED} for condition, grades in GRADES.items()
    }
    for k, level in enumerate(crops.levels):
        for column, (condition, grades) in enumerate(GRADES.items()):
            if level in PUBLISHED and crops.labels[k, column] != UNKNOWN:
                counts[condition][level][grades[int(crops.labels[k, column])]] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    crops = read_crop_files(options.crops)
    if crops is None:
        raise SystemExit(f"{options.crops}: no patients; run simulate.py first.")
    options.out.write_text(json.dumps({"what": WHAT, "counts": label_counts(crops)}, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""How many discs the exported segmentation finds on ordinary T2 TSE and T1 slices of patients that were kept apart.

    python evaluate_boxes.py --data MID --models .. --out ../figures/segmentation-boxes.json

A disc is found if exactly one piece of disc has its center in the box that was drawn around it; pieces beside all boxes and
below the highest one are too many. Slices are read at their true spacing, and as if the header were wrong.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from deepspine.figures import bootstrap_mean
from deepspine.listed_slices import ListedSlice, read_listed_slices
from deepspine.manifest import model_entry, read_manifest
from deepspine.pseudo_labels import Asked, ask, discs_of, found_in_boxes
from deepspine.segmenter import open_network

# Headers are wrong by -25 to +50 %.
SCALES = (0.75, 1.0, 1.25, 1.5)


def figures_of(network: Asked, cases: list[ListedSlice], scale: float) -> dict:
    """Found, boxes, too many; the share with a 95 % interval over resampled patients; the names of slices with a fault."""
    shares, found, extra, faults = [], 0, 0, []
    for case in cases:
        spacing = case.spacing * scale
        hits, more = found_in_boxes(case, discs_of(ask(network, case.image, spacing).argmax(0).numpy(), spacing))
        shares.append(hits / len(case.boxes))
        found, extra = found + hits, extra + more
        if hits < len(case.boxes) or more:
            faults.append(case.name)
    mean, low, high = bootstrap_mean(shares)
    boxes = sum(len(case.boxes) for case in cases)
    return {
        "slices": len(cases), "boxes": boxes, "found": found, "tooMany": extra,
        "share": {"mean": round(mean, 4), "interval95": [round(low, 4), round(high, 4)]}, "faults": faults,
    }


def fixed_places(cases: list[ListedSlice]) -> dict[str, np.ndarray]:
    """Mean center (row, column) of every disc in shares of the slice's height and width."""
    places: dict[str, list] = {}
    for case in cases:
        for level, (x0, y0, x1, y1) in case.boxes.items():
            places.setdefault(level, []).append(((y0 + y1) / 2 / case.image.shape[0], (x0 + x1) / 2 / case.image.shape[1]))
    return {level: np.mean(found, axis=0) for level, found in places.items()}


def found_at(places: dict[str, np.ndarray], cases: list[ListedSlice]) -> dict:
    """How many boxes hold the fixed place of their disc."""
    shares = []
    found = 0
    for case in cases:
        hits = 0
        for level, (x0, y0, x1, y1) in case.boxes.items():
            if level in places:
                row, column = places[level] * case.image.shape
                hits += bool(y0 <= row <= y1 and x0 <= column <= x1)
        found += hits
        shares.append(hits / len(case.boxes))
    mean, low, high = bootstrap_mean(shares)
    return {"found": found, "share": {"mean": round(mean, 4), "interval95": [round(low, 4), round(high, 4)]}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--mid-split", type=Path, default=Path(__file__).parent / "split-mid.json")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    entry = model_entry(read_manifest(options.models / "manifest.json"), "spine-segmentation")
    network = open_network(options.models, entry, options.threads)
    test = frozenset(json.loads(options.split.read_text())["test"])
    kept = set(json.loads(options.mid_split.read_text())["validation"])
    boxed = [case for case in read_listed_slices(options.data, test) if case.boxes]
    figures: dict = {**network.identity, "data": "SPIDER T2 TSE and T1, middle slices of patients kept apart", "patients": len(kept)}
    for sequence in ("t2", "t1"):
        cases = [case for case in boxed if case.sequence == sequence and case.patient in kept]
        seen = [case for case in boxed if case.sequence == sequence and case.patient not in kept]
        figures[sequence] = {
            "scales": {str(scale): figures_of(network, cases, scale) for scale in SCALES},
            "baseline": {"what": "mean place of the disc in the other slices with boxes", **found_at(fixed_places(seen), cases)},
        }
        print(sequence, json.dumps(figures[sequence]), flush=True)
    options.out.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

"""In how many slices the columns that the exported localisation names hold those that the segmentation needs.

    python evaluate_localisation.py --data ../../../shared/data/spider --models .. --out ../figures/localisation-eval.json

What the segmentation needs is what it says itself of the same slice, seen whole. Five slices per patient, from 30 to 70 %
of the stack. The baseline looks at the same place in every slice, with as many columns as the localisation names on
average.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from deepspine.figures import bootstrap_mean
from deepspine.grid import MULTIPLE, holds, spine_extent, to_grid, window_around
from deepspine.segmenter import Network, open_networks
from deepspine.spider import Volume, read_volume

PLACES = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True)
class Look:
    """One slice: the columns that are needed, those that the localisation names (None: it sees no spine), and how many
    there are."""

    needed: slice
    named: slice | None
    columns: int


def looks_at(volume: Volume, segmentation: Network, localisation: Network) -> list[Look]:
    """Slices in which the segmentation, seeing them whole, sees no spine are left out."""
    fine, coarse = to_grid(volume, segmentation.spacing), to_grid(volume, localisation.spacing)
    found = []
    for place in PLACES:
        plane = round(place * (len(fine) - 1))
        seen = spine_extent(segmentation.run(fine[plane]), segmentation.spacing)
        if seen:
            columns = fine.shape[3]
            said = spine_extent(localisation.run(coarse[plane]), localisation.spacing)
            named = said and window_around(said, columns, segmentation.spacing)
            found.append(Look(window_around(seen, columns, segmentation.spacing), named, columns))
    return found


def fixed_place(looks: list[Look]) -> tuple[float, float]:
    """Mean of where the needed columns lie behind the slice's middle, and of how many the localisation names."""
    middles = [(look.needed.start + look.needed.stop - look.columns) / 2 for look in looks]
    return float(np.mean(middles)), float(np.mean([look.named.stop - look.named.start for look in looks if look.named]))


def middle_window(place: tuple[float, float], columns: int) -> slice:
    """Those of the baseline, in whole steps."""
    middle, count = place
    first = max(0, round(((columns - count) / 2 + middle) / MULTIPLE) * MULTIPLE)
    return slice(first, min(columns, first + round(count / MULTIPLE) * MULTIPLE))


def figures_of(patients: list[list[Look]], place: tuple[float, float]) -> dict:
    """Shares of the slices with 95 % bootstrap intervals (patients drawn with replacement)."""

    def share(values: list[list[bool]]) -> dict:
        mean, low, high = bootstrap_mean([float(np.mean(patient)) for patient in values])
        return {"slices": sum(map(sum, values)), "mean": round(mean, 4), "interval95": [round(low, 4), round(high, 4)]}

    looks = [look for patient in patients for look in patient]
    wider = [(look.named.stop - look.named.start - look.needed.stop + look.needed.start) / MULTIPLE for look in looks if look.named]
    return {
        "patients": len(patients),
        "slices": len(looks),
        "holds": share([[look.named is not None and holds(look.named, look.needed) for look in patient] for patient in patients]),
        "stepsMore": round(float(np.mean(wider)), 2),
        "baseline": share([[holds(middle_window(place, look.columns), look.needed) for look in patient] for patient in patients]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    segmentation, localisation = open_networks(options.models, options.threads)
    if not localisation:
        raise SystemExit("The manifest has no localisation; train and export one first.")
    looks = {
        part: [looks_at(read_volume(options.data, name), segmentation, localisation) for name in names]
        for part, names in localisation.entry["training"]["patients"].items()
    }
    blind = [part for part, patients in looks.items() if not all(patients)]
    if blind:
        raise SystemExit(f"The segmentation sees no spine in a patient of {blind[0]}; train it first.")
    place = fixed_place([look for patient in looks["train"] for look in patient])
    figures = {
        **localisation.identity,
        "segmentation": segmentation.identity,
        "baseline": f"{round(place[1] / MULTIPLE) * MULTIPLE} columns, their middle {place[0]:+.0f} columns behind that of the slice",
        **{part: figures_of(patients, place) for part, patients in looks.items()},
    }
    options.out.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

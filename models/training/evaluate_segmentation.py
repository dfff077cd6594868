"""Figures of the exported segmentation on patients that it was not trained on.

    python evaluate_segmentation.py --data ../../../shared/data/spider --models .. --part test \\
        --out ../figures/segmentation-eval.json

The ONNX file runs in ONNX Runtime on slices resampled as the pipeline does it, and where the pipeline looks, so the
figures are those of what ships. What the network says is interpolated linearly back to the volume's own pixels, where
Dice and disc centers are measured. Bodies are reported apart, between the highest and the lowest disc that is labeled whole:
labels of the highest vertebra may be cut off, and arches are small.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from deepspine.atlas import fit_atlas, predict_atlas
from deepspine.discs import Disc, find_discs, match_discs
from deepspine.figures import bootstrap_mean, dice_counts, dice_of
from deepspine.grid import labels_from_grid, labels_on_grid
from deepspine.segmenter import open_networks, segment
from deepspine.spider import CLASSES, Volume, read_volume

STRUCTURES = CLASSES[1:]
# mm from a disc's center to its upper or lower edge, at most, tilted as it may be.
DISC_HALF_MM = 12


def patient_figures(volume: Volume, grid_truth: np.ndarray, grid: np.ndarray, native: np.ndarray) -> dict:
    """Dice on both grids; disc centers compared in the volume's own pixels."""
    truth, found = find_discs(volume.mask, volume.spacing), find_discs(native, volume.spacing)
    hits = [error for error in match_discs(truth, found) if error is not None]
    between = bodies_between(volume, truth)
    bodies = dice_of(dice_counts(np.where(between, native, 0), np.where(between, volume.mask, 0)))["vertebra"]
    return {
        "patient": volume.patient,
        "slices": len(volume.image),
        "diceNative": {k: round(v, 4) for k, v in dice_of(dice_counts(native, volume.mask)).items()},
        "diceBodies": round(bodies, 4),
        "diceGrid": {k: round(v, 4) for k, v in dice_of(dice_counts(grid, grid_truth)).items()},
        "discs": len(truth),
        "discsFound": len(hits),
        "discsExtra": len(found) - len(hits),
        "centreErrorsMm": [round(error, 2) for error in hits],
    }


def bodies_between(volume: Volume, discs: list[Disc]) -> np.ndarray:
    """Voxels before the middle of the canal, from the row of the highest whole disc's center to that of the lowest one's; a disc
    whose center is nearer to the first or last row than half a tilted disc is high is not whole. (planes, rows, columns)"""
    _, height, width = volume.mask.shape
    whole = [disc for disc in discs if _touches_neither_end(volume, disc)]
    between = np.zeros(volume.mask.shape, bool)
    if not whole:
        return between
    rows = [disc.center[1] / volume.spacing[1] for disc in whole]
    canal = (volume.mask == CLASSES.index("canal")).sum(0)
    seen = canal.any(1)
    columns = np.where(seen, (canal * np.arange(width)).sum(1) / np.maximum(canal.sum(1), 1), np.nan)
    middle = np.interp(np.arange(height), seen.nonzero()[0], columns[seen]) if seen.any() else np.full(height, width)
    row = np.arange(height)
    inside = (row >= min(rows)) & (row <= max(rows))
    between[:] = inside[:, None] & (np.arange(width) < middle[:, None])
    return between


def _touches_neither_end(volume: Volume, disc: Disc) -> bool:
    top, bottom = disc.center[1] - DISC_HALF_MM, disc.center[1] + DISC_HALF_MM
    return top > 0 and bottom < volume.mask.shape[1] * volume.spacing[1]


def summary(patients: list[dict]) -> dict:
    """Means over patients with 95 % bootstrap intervals (patients drawn with replacement)."""

    def interval(values: list[float]) -> dict[str, float | list[float]]:
        mean, low, high = bootstrap_mean(values)
        return {"mean": round(mean, 4), "interval95": [round(low, 4), round(high, 4)]}

    measured = [row for row in patients if row["centreErrorsMm"]]
    return {
        "diceNative": {k: interval([row["diceNative"][k] for row in patients]) for k in STRUCTURES},
        "diceGrid": {k: interval([row["diceGrid"][k] for row in patients]) for k in STRUCTURES},
        "diceBodies": interval([row["diceBodies"] for row in patients]),
        "discs": sum(row["discs"] for row in patients),
        "discsFound": sum(row["discsFound"] for row in patients),
        "discsExtra": sum(row["discsExtra"] for row in patients),
        "centreErrorMm": interval([float(np.mean(row["centreErrorsMm"])) for row in measured]) if measured else None,
        "centreErrorWorstMm": max((max(row["centreErrorsMm"]) for row in measured), default=None),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--part", choices=("validation", "test"), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    segmentation, localisation = open_networks(options.models, options.threads)
    entry, spacing = segmentation.entry, segmentation.spacing
    split = entry["training"]["patients"]
    atlas = fit_atlas([read_volume(options.data, name) for name in split["train"]], spacing)
    model_rows, atlas_rows = [], []
    for name in split[options.part]:
        volume = read_volume(options.data, name)
        truth = labels_on_grid(volume, spacing).numpy()
        said, seen = segment(volume, segmentation, localisation)
        for rows, scores in (
            (model_rows, said),
            (atlas_rows, predict_atlas(atlas, volume, spacing)),
        ):
            native = labels_from_grid(scores, volume, spacing).numpy()
            rows.append(patient_figures(volume, truth, scores.argmax(1).numpy(), native))
        model_rows[-1] |= {"located": seen.located, "widened": seen.widened}
        print(json.dumps(model_rows[-1]), flush=True)
    figures = {
        "model": entry["name"],
        "version": entry["version"],
        "sha256": entry["sha256"],
        "localisation": localisation and localisation.identity,
        "data": f"SPIDER T2 SPACE, {options.part} patients, none of them seen in training",
        "patients": len(model_rows),
        "summary": {
            **summary(model_rows),
            "located": sum(row["located"] for row in model_rows),
            "widened": sum(row["widened"] > 0 for row in model_rows),
        },
        "baseline": {"what": "mean atlas of the training masks, centered in the slice", **summary(atlas_rows)},
        "perPatient": model_rows,
    }
    options.out.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(figures["summary"]))


if __name__ == "__main__":
    main()

"""Labels for the middle slices of T2 TSE and T1 series, by an exported network where its discs agree with the radiologists' list.

    python label_mid_slices.py --data ../../../shared/data/spider_mid --models .. --out runs/mid

Writes `<patient>_<sequence>.npz` (image, labels, spacing) for every accepted series and `accepted.json`, which tells of each
series whether it was accepted, and why not. A T1 series of the T2 series' grid size takes its labels where both show the same
place; else it is read with inverted contrast. The patients of the segmentation's test are left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from deepspine.listed_slices import ListedSlice, read_listed_slices
from deepspine.manifest import model_entry, read_manifest
from deepspine.pseudo_labels import DISC, LEAST_DISC_MM2, Reading, read
from deepspine.segmenter import open_network

# Largest shift in mm at which a T1 series is at the place of the T2 series, and the least correlation of their edges.
SHIFT_MM = 1.6
LEAST_CORRELATION = 0.25
# mm between neighboring lumbar discs.
STEP_MM = 35.2


def edges(image: np.ndarray, spacing: float) -> np.ndarray:
    """Strength of edges about 1 mm wide, of mean 0 and deviation 1."""
    size = ndimage.gaussian_gradient_magnitude(image.astype(np.float32), 1.0 / spacing)
    return (size - size.mean()) / (size.std() + 1e-6)


def registration(a: np.ndarray, b: np.ndarray, spacing: float) -> tuple[float, float]:
    """The shift in mm between two images of one size, and the correlation of their edges there, from the middle half."""
    rows, columns = a.shape
    middle = np.s_[rows // 8 : -rows // 8, columns // 4 : -columns // 4]
    x, y = edges(a, spacing)[middle], edges(b, spacing)[middle]
    cross = np.fft.ifft2(np.fft.fft2(x) * np.conj(np.fft.fft2(y))).real / x.size
    reach = round(12 / spacing)
    near = np.roll(cross, (reach, reach), (0, 1))[: 2 * reach + 1, : 2 * reach + 1]
    row, column = np.unravel_index(near.argmax(), near.shape)
    return float(np.hypot(row - reach, column - reach) * spacing), float(near.max())


def cleaned(reading: Reading) -> np.ndarray:
    """Class of the largest share, uint8; pieces of disc too small to count are taken out (255: not said)."""
    labels = reading.shares.argmax(0).astype(np.uint8)
    parts, count = ndimage.label(labels == DISC)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    small = (sizes * reading.spacing**2 < LEAST_DISC_MM2) & (np.arange(count + 1) > 0)
    labels[small[parts]] = 255
    return labels


def true_spacing(case: ListedSlice, centers: list[tuple[float, float]]) -> float:
    """mm of a pixel: as anatomy told it, else from the steps between the lowest five discs."""
    steps = [math.dist(a, b) for a, b in itertools.pairwise(centers[:5])]
    return case.spacing if case.certain or not steps else STEP_MM / float(np.median(steps))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    entry = model_entry(read_manifest(options.models / "manifest.json"), "spine-segmentation")
    network = open_network(options.models, entry, options.threads)
    test = frozenset(json.loads(options.split.read_text())["test"])
    cases = {case.name: case for case in read_listed_slices(options.data, test)}
    told: dict[str, dict] = {}

    def keep(case: ListedSlice, labels: np.ndarray, spacing: float, facts: dict) -> None:
        np.savez_compressed(options.out / f"{case.name}.npz", image=case.image, labels=labels, spacing=np.float32(spacing))
        told[case.name] = {"accepted": True, "spacing": round(spacing, 4), **facts}

    for case in sorted(cases.values(), key=lambda case: (case.sequence != "t2", int(case.patient))):
        partner = cases.get(f"{case.patient}_t2") if case.sequence == "t1" else None
        facts: dict = {}
        if partner and partner.image.shape == case.image.shape and told[partner.name]["accepted"]:
            shift, correlation = registration(partner.image, case.image, partner.spacing)
            facts = {"shiftMm": round(shift, 2), "correlation": round(correlation, 2)}
            if shift <= SHIFT_MM and correlation >= LEAST_CORRELATION:
                source = np.load(options.out / f"{partner.name}.npz")
                keep(case, source["labels"], float(source["spacing"]), {"from": partner.name, **facts})
                continue
        reading = read(network, case, inverted=case.sequence == "t1")
        facts |= {"trust": round(reading.trust, 3), "scale": round(reading.spacing / case.spacing, 2)}
        if reading.fault is None:
            keep(case, cleaned(reading), true_spacing(case, reading.centers), facts)
        else:
            told[case.name] = {"accepted": False, "fault": reading.fault, **facts}
        print(case.name, json.dumps(told[case.name]), flush=True)
    (options.out / "accepted.json").write_text(json.dumps(told, indent=1) + "\n")
    print(Counter((name.split("_")[1], facts["accepted"], "from" in facts) for name, facts in told.items()))


if __name__ == "__main__":
    main()

"""Draws the discs on which the disc-gradings network was wrong most surely, out of fold.

    python draw_misses.py --run runs/gradings --discs runs/gradings/discs.pt --out ../figures/disc-gradings-misses.png

One row a head: first those called present that the radiologists call absent, then the reverse.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from deepspine.checkpoints import read_checkpoint
from deepspine.graded_discs import GradedDisc
from deepspine.gradings import LUMBAR
from deepspine.gradings_calibration import probabilities_of
from deepspine.gradings_figures import joined
from train_disc_gradings import read_discs

ROWS = ("DB", "narrowing", "modic")
EACH = 4


def picture(disc: GradedDisc) -> np.ndarray:
    image = disc.seen[0]
    low, high = np.percentile(image, [1, 99])
    return np.clip((image - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "discs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    said = joined([read_checkpoint(path)["said"] for path in sorted(options.run.glob("fold-*.pt"))])
    said = said.only((said.series == "T2 TSE") & np.isin(said.levels, LUMBAR))
    calibration = json.loads((options.run / "calibration.json").read_text())
    discs = {(disc.patient, disc.level): disc for disc in read_discs(options.discs).discs if disc.series == "T2 TSE"}
    rows = []
    for head in ROWS:
        truth = said.truth(head)
        present = probabilities_of(said.with_t1[head], calibration[head])[:, 1]
        false_alarms = np.flatnonzero(truth == 0)[np.argsort(-present[truth == 0])[:EACH]]
        misses = np.flatnonzero(truth == 1)[np.argsort(present[truth == 1])[:EACH]]
        chosen = [*false_alarms, *misses]
        rows.append(np.hstack([picture(discs[(said.patients[k], said.levels[k])]) for k in chosen]))
        print(head, [(str(said.patients[k]), str(said.levels[k]), int(truth[k]), round(float(present[k]), 2)) for k in chosen])
    sitk.WriteImage(sitk.GetImageFromArray(np.vstack(rows)), str(options.out))


if __name__ == "__main__":
    main()

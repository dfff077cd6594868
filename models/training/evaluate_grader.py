"""Cross-validation figures of a trained grader on disc volumes, for example cut by a newer segmentation.

    python evaluate_grader.py --run runs/grader --discs runs/discs --data DATA --out ../figures/grading-eval.json

Every disc is graded by the fold that did not see its patient. The figures, with the temperature that follows from
them, also go into the run, so that the export states them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from deepspine.disc_grading import Discs, cross_validation_figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--discs", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    path = options.run / "grader.pt"
    state = torch.load(path, weights_only=False, map_location="cpu")
    state["figures"] = cross_validation_figures(Discs(options.discs, options.data), state["folds"], state["seed"])
    torch.save(state, path)
    options.out.write_text(json.dumps(state["figures"], indent=2) + "\n")
    print(json.dumps(state["figures"], indent=2))


if __name__ == "__main__":
    main()

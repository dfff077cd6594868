"""Trains the grader on simulated and hybrid discs.

    python train_grader.py --simulated runs/simulated --hybrid runs/hybrid --out runs/grader --steps 1800

Files may still be arriving: the folders are read again every hundred steps. Every twentieth simulated patient is
kept for validation; hybrid discs come from the training patients of split.json, without their bulging labels.
`--start` goes on from the base that an earlier run has kept. Real labels follow in finetune_grader.py.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from deepspine.checkpoints import read_checkpoint
from deepspine.crop_set import CropSet, joined, read_crop_files
from deepspine.grader_training import HELPERS, Schedule, Source, predict, restore, train
from deepspine.grading_figures import summary
from deepspine.resnext import ResNeXt

VALIDATION_EVERY = 20
# Validation reads and grades every disc that it has, twice.
FIGURES_EVERY = 400


class Growing:
    """The training discs of a folder, read as they arrive."""

    def __init__(self, root: Path) -> None:
        self.root, self.seen = root, set[str]()
        self.crops: CropSet | None = None

    def __call__(self) -> CropSet:
        new = read_part(self.root, validation=False, skip=self.seen)
        if new is not None:
            self.seen |= set(new.patients)
            self.crops = new if self.crops is None else joined([self.crops, new])
        if self.crops is None:
            raise SystemExit(f"{self.root}: no simulated patients to train on; run simulate.py first.")
        return self.crops


def read_part(root: Path, validation: bool, skip: set[str] | None = None) -> CropSet | None:
    """Simulated patients that validate or that train, without those in `skip`; None when there is none."""
    other = {path.stem for path in root.glob("*.npz") if is_validation(path.stem) != validation}
    return read_crop_files(root, (skip or set()) | other)


def is_validation(name: str) -> bool:
    return name.isdigit() and int(name) % VALIDATION_EVERY == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulated", type=Path, required=True)
    parser.add_argument("--hybrid", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="base.pt of an earlier run")
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--steps", type=int, default=1800)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    log = open(options.out / "log.jsonl", "a", buffering=1)
    split = json.loads(options.split.read_text())
    hybrid = read_crop_files(options.hybrid)
    if hybrid is None:
        raise SystemExit(f"{options.hybrid}: no hybrid patients to train on; run hybridise.py first.")
    # Bulging labels, which warped discs inherit, stay out of this stage; the expert's other gradings help.
    hybrid = hybrid.of_patients(set(split["train"])).without("DB")
    growing = Growing(options.simulated)
    few = options.batch // 5

    def keep(model: ResNeXt, step: int) -> None:
        torch.save({"weights": model.state_dict(), "helpers": HELPERS, "step": step, "seed": options.seed}, options.out / "base.pt")
        if step % FIGURES_EVERY and step != options.steps:
            return
        validation = read_part(options.simulated, validation=True)
        if validation is not None:
            for axial in (True, False):
                figures = summary(predict(model.eval(), validation, axial), validation, axial)
                print(json.dumps({"step": step, "axial": axial, "validation": figures}), file=log)

    sources = [Source(growing(), options.batch - few, growing), Source(hybrid, few)]
    start = restore(read_checkpoint(options.start)) if options.start else ResNeXt(HELPERS)
    model = train(start, sources, Schedule(options.steps, options.rate, options.seed), log, keep)
    if options.steps % 100:
        keep(model, options.steps)


if __name__ == "__main__":
    main()

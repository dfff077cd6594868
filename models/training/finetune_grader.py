"""Brings real labels into the grader: SPIDER's disc bulging and companion gradings, cross-validated by patient.

    npm run -s deepspine -- extract ../shared/data/spider/images --out models/training/runs/discs
    python finetune_grader.py --base runs/grader/base.pt --simulated runs/simulated --hybrid runs/hybrid \\
        --discs runs/discs --data ../../../shared/data/spider --out runs/grader

Each fold starts from the base, which saw no real label, and learns from the other folds' patients with simulated and
hybrid discs beside them. Folds may run in several processes (`--only 0 2`); a fold that is there is not repeated. The
model that is shipped (`--only final`) leaves the test patients of split.json out.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch

from deepspine.checkpoints import read_checkpoint
from deepspine.crop_set import CropSet, read_crop_files, read_real_discs
from deepspine.grader_training import HELPERS, Schedule, Source, predict, restore, train
from deepspine.grading_figures import bulging_figures
from deepspine.resnext import ResNeXt
from train_grader import read_part

# How many discs of each batch of 32 are simulated, hybrid and real.
MIXTURE = (12, 6, 14)


def fold_patients(names: list[str], folds: int, seed: int) -> list[list[str]]:
    """Every patient in one fold; the same for the same seed."""
    order = sorted(names, key=lambda name: (len(name), name))
    random.Random(seed).shuffle(order)
    return [order[k::folds] for k in range(folds)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "simulated", "hybrid", "discs", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", nargs="*", help="numbers of folds, and `final`; default all")
    parser.add_argument("--steps", type=int, default=240)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    log = open(options.out / "finetune.jsonl", "a", buffering=1)
    real = read_real_discs(options.discs, options.data)
    hybrid = read_crop_files(options.hybrid)
    simulated = read_part(options.simulated, validation=False)
    if hybrid is None or simulated is None:
        raise SystemExit("No simulated or no hybrid patients; run simulate.py and hybridise.py first.")
    base = read_checkpoint(options.base)
    split = json.loads(options.split.read_text())
    folds = fold_patients(sorted(set(real.patients)), options.folds, options.seed)
    wanted = options.only or [*map(str, range(options.folds)), "final"]

    def tune(unseen: set[str], learners: set[str], seed: int) -> ResNeXt:
        model = restore(base)
        seen = set(real.patients) - unseen
        warped = hybrid.of_patients(seen & set(split["train"])).without("DB")
        sources = [Source(simulated, MIXTURE[0]), Source(warped, MIXTURE[1]), Source(real.of_patients(learners), MIXTURE[2])]
        return train(model, sources, Schedule(options.steps, options.rate, seed, average=0.98), log, every=60)

    for number, unseen in enumerate(folds):
        path = options.out / f"fold{number}.pt"
        if str(number) not in wanted or path.exists():
            continue
        model = tune(set(unseen), set(real.patients) - set(unseen), options.seed + 1 + number)
        rows = np.flatnonzero(np.isin(real.patients, unseen))
        torch.save({"unseen": unseen, "rows": rows, "logits": predict(model, real.only(rows))["DB"]}, path)
    if "final" in wanted:
        learners = set(split["train"]) | set(split["validation"])
        model = tune(set(split["test"]), learners, options.seed)
        torch.save(
            {"weights": model.state_dict(), "helpers": HELPERS, "seed": options.seed, "base_steps": base["step"],
             "steps": options.steps, "real": sorted(learners, key=int), "simulated": len(set(simulated.patients)),
             "simulated_discs": len(simulated), "hybrid_discs": len(hybrid.of_patients(set(split["train"])))},
            options.out / "final.pt",
        )
    write_figures(real, folds, options)


def write_figures(real: CropSet, folds: list[list[str]], options: argparse.Namespace) -> None:
    """Cross-validated figures, once every fold is there."""
    paths = [options.out / f"fold{number}.pt" for number in range(options.folds)]
    if not all(path.exists() for path in paths):
        return
    logits = np.zeros((len(real), 2))
    for path in paths:
        fold = read_checkpoint(path)
        logits[fold["rows"]] = fold["logits"].numpy()
    np.savez(options.out / "bulging.npz", logits=logits)
    figures = bulging_figures(real, logits, folds, options.seed)
    (options.out / "bulging.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()

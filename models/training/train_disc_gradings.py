"""Trains the disc-gradings network on radiologists' labels alone.

    python train_disc_gradings.py --discs runs/gradings/discs.pt --out runs/gradings

Five networks are trained, each without a fifth of the patients; what they say of those patients is what figures and
calibration rest on (out-of-fold.pt). Then one is trained on all patients but those of the test part of split.json
(final.pt). A fold that is done is not done again.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch

from deepspine.checkpoints import read_checkpoint
from deepspine.graded_discs import GradedDisc, GradedSet
from deepspine.gradings import HEADS
from deepspine.gradings_training import Schedule, predict_discs, train
from deepspine.statistics import auc

FOLDS = 5
SPLIT = Path(__file__).parent / "split.json"


def read_discs(path: Path) -> GradedSet:
    return GradedSet([GradedDisc(**disc) for disc in read_checkpoint(path)["discs"]])


def folds_of(patients: list[str], seed: int) -> list[list[str]]:
    """Every patient in exactly one fold, all series of a patient together."""
    order = sorted(set(patients), key=lambda name: (len(name), name))
    random.Random(seed).shuffle(order)
    return [sorted(order[k::FOLDS], key=lambda name: (len(name), name)) for k in range(FOLDS)]


def said_of(model: torch.nn.Module, discs: GradedSet) -> dict:
    """Logits with the T1 where there is one, and without it."""
    return {"patients": discs.patients, "levels": discs.levels, "series": discs.series.tolist(), "labels": discs.labels,
            "has_t1": discs.has_t1.tolist(), "with_t1": predict_discs(model, discs), "without_t1": predict_discs(model, discs, t1=False)}


def quick_look(said: dict) -> dict[str, float]:
    """AUC of presence on T2 TSE; decides nothing."""
    rows = np.array(said["series"]) == "T2 TSE"
    found = {}
    for column, (name, classes) in enumerate(HEADS.items()):
        if len(classes) == 2:
            logits, truth = said["with_t1"][name].numpy()[rows], said["labels"][:, column].numpy()[rows]
            found[name] = round(auc(truth, logits[:, 1] - logits[:, 0]), 3)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--discs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=32)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--part", choices=("folds", "final", "all"), default="all")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    everything = read_discs(options.discs)
    test = set(json.loads(SPLIT.read_text())["test"])
    patients = np.array(everything.patients)
    learning = everything.only(~np.isin(patients, list(test)))
    folds = folds_of(learning.patients, options.seed)
    with open(options.out / "log.jsonl", "a") as log:
        if options.part != "final":
            for k, held in enumerate(folds):
                path = options.out / f"fold-{k}.pt"
                if path.exists():
                    continue
                out_of_fold = np.isin(np.array(learning.patients), held)
                model = train(learning.only(~out_of_fold), Schedule(options.epochs, seed=options.seed + k), log, {"fold": k})
                said = said_of(model, learning.only(out_of_fold))
                torch.save({"weights": model.state_dict(), "held": held, "said": said, "epochs": options.epochs, "seed": options.seed + k}, path)
                print(f"fold {k}: {quick_look(said)}", flush=True)
        if options.part != "folds":
            model = train(learning, Schedule(options.epochs, seed=options.seed), log, {"fold": "all"})
            train_patients = sorted(set(learning.patients), key=lambda name: (len(name), name))
            tested = everything.only(np.isin(patients, list(test)))
            torch.save({"weights": model.state_dict(), "patients": train_patients, "epochs": options.epochs, "seed": options.seed,
                        "discs": len(learning), "test": said_of(model, tested) if len(tested) else None}, options.out / "final.pt")


if __name__ == "__main__":
    main()

"""Figures and calibration of the disc-gradings network from its out-of-fold answers.

    python evaluate_disc_gradings.py --run runs/gradings --discs runs/gradings/discs.pt --out ../figures/disc-gradings-real.json

Writes the figures, and `calibration.json` beside the folds. Figures that rest on a calibration (grades shown, unsure
shares, coverage) are cross-fitted: each fold by the calibration of the other four. The calibration that ships is fitted on
all of them. Where the run holds `final.pt`, its answers for the test patients are told too.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from deepspine import gradings_figures
from deepspine.checkpoints import read_checkpoint
from deepspine.graded_discs import GradedSet
from deepspine.gradings import HEADS, LUMBAR
from deepspine.gradings_calibration import COVERAGE, calibrate, grades_of, probabilities_of
from deepspine.gradings_figures import TARGETS, Said, figure_from, figure_of, joined, known_of, metric_of, operating, tolerance_of
from deepspine.gradings_net import GradingsNet
from deepspine.gradings_steadiness import DEGREES, DRAWS, MM, kept_grades
from deepspine.statistics import bootstrap_by_patient
from train_disc_gradings import read_discs

DATA_SET = "SPIDER T2 TSE with T1, one slice a patient, L1-L2 to L5-S1, out of fold"
METHOD = (
    "5-fold by patient: every disc by a network that never saw its patient; level alone likewise. 95 % intervals from 2,000 "
    "draws of whole patients. Probabilities, grades and coverage: each fold by the calibration of the other four."
)


def head_figures(said: Said, head: str) -> dict:
    known = known_of(said, head)
    tse = known.only((known.series == "T2 TSE") & np.isin(known.levels, LUMBAR))
    space = known.only((known.series == "T2 SPACE") & np.isin(known.levels, LUMBAR))
    all_levels = known.only(known.series == "T2 TSE")
    both = tse.only(tse.has_t1)
    main = {"dataSet": DATA_SET, **figure_of(tse, tse.with_t1, head), "classes": class_counts(tse, head)}
    if head in TARGETS:
        main["target"] = TARGETS[head]
        main["targetReached"] = main["value"] >= TARGETS[head]
    return {
        **main,
        "operating": operating(tse, tse.with_t1, head),
        "withoutT1": {**figure_of(tse, tse.without_t1, head), "operating": operating(tse, tse.without_t1, head)},
        "whereT1": {"withT1": figure_of(both, both.with_t1, head), "withoutT1": figure_of(both, both.without_t1, head)},
        "withT12L1": figure_of(all_levels, all_levels.with_t1, head),
        "space": figure_of(space, space.with_t1, head),
    }


def class_counts(said: Said, head: str) -> dict[str, int]:
    counts = np.bincount(said.truth(head), minlength=len(HEADS[head]))
    return {name: int(count) for name, count in zip(HEADS[head], counts, strict=True)}


def steadiness(folds: list[dict], discs: GradedSet, calibration: dict) -> dict:
    """The share of sure grades that a frame moved by up to 1 mm and 1° leaves as they are."""
    lumbar = discs.only((discs.series == "T2 TSE") & np.isin(discs.levels, LUMBAR))
    patients, sure, kept = [], {head: [] for head in HEADS}, {head: [] for head in HEADS}
    for k, fold in enumerate(folds):
        held = lumbar.only(np.isin(lumbar.patients, fold["held"]))
        model = GradingsNet().eval()
        model.load_state_dict(fold["weights"])
        patients += held.patients
        for head, (certain, same) in kept_grades(model, held, calibration, seed=k).items():
            sure[head].append(certain)
            kept[head].append(same.mean(0))
    found = {"moved": f"up to {MM:g} mm along each axis and {DEGREES:g}°, {DRAWS} draws a disc; same fold networks, shipped calibration"}
    for name, heads in {**{head: [head] for head in HEADS}, "all": list(HEADS)}.items():
        certain = np.stack([np.concatenate(sure[head]) for head in heads])
        same = np.stack([np.concatenate(kept[head]) for head in heads])
        if not certain.any():
            found[name] = {"sure": 0}
            continue
        figure = lambda rows: float(same[:, rows][certain[:, rows]].mean()) if certain[:, rows].any() else float("nan")
        interval = bootstrap_by_patient(patients, figure, gradings_figures.ROUNDS)
        found[name] = {"sure": int(certain.sum()), "value": round(figure(np.arange(len(patients))), 4), "interval": [round(v, 4) for v in interval]}
    return found


def test_figures(path: Path, calibration: dict) -> dict | None:
    """What the shipped network said of the test patients: too few for an interval to tell anything."""
    state = read_checkpoint(path) if path.exists() else None
    if state is None or state["test"] is None:
        return None
    said = joined([state["test"]])
    said = said.only(np.isin(said.levels, LUMBAR))
    found: dict = {"patients": sorted(set(said.patients.tolist()), key=int)}
    for series in ("T2 TSE", "T2 SPACE"):
        part = said.only(said.series == series)
        figures = {}
        for head in HEADS:
            known = known_of(part, head)
            logits, truth = known.with_t1[head], known.truth(head)
            shown, sure = grades_of(probabilities_of(logits, calibration[head]), calibration[head])
            scores = shown if metric_of(head) == "quadraticKappa" else logits[:, 1] - logits[:, 0]
            figures[head] = {
                "n": len(truth), "patients": len(set(known.patients.tolist())), "classes": class_counts(known, head), "metric": metric_of(head),
                "value": round(figure_from(head, truth, scores), 4), "exact": int((shown == truth).sum()), "unsure": int((~sure).sum()),
            }
        found[series] = figures
    return found


def finite(value):
    """NaN has no place in JSON."""
    if isinstance(value, dict):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, list):
        return [finite(part) for part in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--discs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=gradings_figures.ROUNDS, help="of the bootstrap")
    options = parser.parse_args()
    gradings_figures.ROUNDS = options.rounds
    folds = [read_checkpoint(path) for path in sorted(options.run.glob("fold-*.pt"))]
    said = joined([fold["said"] for fold in folds])
    fitted = said.only((said.series == "T2 TSE") & np.isin(said.levels, LUMBAR))
    calibration = {}
    for head in HEADS:
        known = known_of(fitted, head)
        calibration[head] = calibrate(known.with_t1[head], known.truth(head), tolerance_of(head))
        calibration[head]["withoutT1"] = calibrate(known.without_t1[head], known.truth(head), tolerance_of(head))
    (options.run / "calibration.json").write_text(json.dumps(calibration, indent=2) + "\n")
    figures = {
        "schema": "deepspine-gradings-figures/1",
        "method": METHOD,
        "folds": [fold["held"] for fold in folds],
        "epochs": folds[0]["epochs"],
        "coverage": COVERAGE,
        "heads": {head: head_figures(said, head) for head in HEADS},
        "steady": steadiness(folds, read_discs(options.discs), calibration),
        "testPatients": test_figures(options.run / "final.pt", calibration),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(finite(figures), indent=1, ensure_ascii=False) + "\n")
    for head, figure in figures["heads"].items():
        print(head, figure["n"], figure["value"], figure["interval"], "level alone", figure["baseline"]["value"], "target", figure.get("target"),
              "without T1", figure["withoutT1"]["value"], {key: part["value"] for key, part in figure["operating"].items() if isinstance(part, dict) and "value" in part})


if __name__ == "__main__":
    main()

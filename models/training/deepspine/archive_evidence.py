"""What a site's own test patients say of a fine-tuned grader, as evidence for its manifest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from scipy.special import softmax
from torch import Tensor

from deepspine.archive_discs import UNKNOWN, Disc, heads_of
from deepspine.evidence import with_evidence
from deepspine.statistics import auc, bootstrap_by_patient, quadratic_kappa

FIGURES = "figures/disc-grading-archive.json"
# Twelfth thoracic disc: its bias is that of the one below.
BIAS_LEVEL = {"T12-L1": "L1-L2"}


def probabilities_of(logits: np.ndarray, levels: list[str], calibration: dict) -> np.ndarray:
    """(n, classes) as the pipeline states them: softmax(logits / temperature + bias of the level)."""
    biases = calibration.get("levelBias", {})
    shift = np.array([biases.get(BIAS_LEVEL.get(level, level), [0.0] * logits.shape[1]) for level in levels]).reshape(logits.shape)
    return softmax(logits / calibration.get("temperature", 1.0) + shift, axis=1)


def level_guess(learned: list[Disc], tested: list[Disc], head: int, presence: bool) -> np.ndarray:
    """The trivial predictor: how often a finding is present at this level among the training patients, or its usual grade."""
    known = [(disc.level, disc.labels[head]) for disc in learned if disc.labels[head] != UNKNOWN]
    everything = np.array([label for _, label in known] or [0])
    guesses = []
    for disc in tested:
        here = np.array([label for level, label in known if level == disc.level])
        if presence:
            guesses.append((here.sum() + everything.mean()) / (len(here) + 1))
        else:
            guesses.append(np.bincount(here if len(here) else everything).argmax())
    return np.array(guesses)


def figures_of(logits: list[Tensor], tested: list[Disc], learned: list[Disc], entry: dict, data_set: str) -> dict[str, dict]:
    """Figures per head that test patients have labels of, both with and without the finding."""
    found = {}
    for head, (condition, grades) in enumerate(heads_of(entry).items()):
        rows = [k for k, disc in enumerate(tested) if disc.labels[head] != UNKNOWN]
        discs = [tested[k] for k in rows]
        truth = np.array([disc.labels[head] for disc in discs])
        if len(set(truth.tolist())) < 2:
            continue
        presence = len(grades) == 2
        said = probabilities_of(logits[head].numpy()[rows].astype(float), [d.level for d in discs], entry.get("calibration", {}).get(condition, {}))
        scores = said[:, 1] if presence else said.argmax(1)

        def figure(values: np.ndarray, keep: np.ndarray, truth: np.ndarray = truth, presence: bool = presence, count: int = len(grades)) -> float:
            return auc(truth[keep], values[keep]) if presence else quadratic_kappa(truth[keep], values[keep].astype(int), count)

        everything = np.arange(len(discs))
        guess = level_guess(learned, discs, head, presence)
        low, high = bootstrap_by_patient([d.patient for d in discs], lambda keep, s=scores, f=figure: f(s, keep))
        baseline = figure(guess, everything)
        values = (figure(scores, everything), low, high)
        if np.isnan(values).any() or np.isnan(baseline):
            continue
        value, low, high = (round(v, 4) for v in values)
        found[condition] = {
            "dataSet": data_set, "n": len(discs), "patients": len({d.patient for d in discs}), "metric": "auc" if presence else "quadraticKappa",
            "value": value, "interval": [min(low, value), max(high, value)], "baseline": {"name": "level alone", "value": round(baseline, 4)},
        }
    return found


def state_evidence(folder: Path, entry: dict, figures: dict[str, dict]) -> dict:
    """Writes the figures into an installation's folder; returns the entry that cites them. What was not tested there is
    simulated only: figures of other weights do not speak for these."""
    path = folder / FIGURES
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema": "deepspine-archive-figures/1", "heads": figures}, indent=1, ensure_ascii=False) + "\n")
    return with_evidence(entry, folder, FIGURES)


def copy_cited(models: Path, folder: Path, entry: dict) -> None:
    """Copies the figures that an entry's evidence cites."""
    for output in entry["outputs"]:
        file = output.get("evidence", {}).get("figures", "").partition("#")[0]
        if file and not (folder / file).exists():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(models / file, folder / file)


def without_heads(entry: dict, conditions: list[str]) -> dict:
    """An entry that leaves these conditions to a model that has learned them at the site."""
    calibration = {name: values for name, values in entry.get("calibration", {}).items() if name not in conditions}
    outputs = [output for output in entry["outputs"] if output.get("condition") not in conditions]
    return {**entry, "outputs": outputs, **({"calibration": calibration} if "calibration" in entry else {})}

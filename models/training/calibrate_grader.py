"""Calibrates the fine-tuned grader on patients it did not learn from.

    python calibrate_grader.py --run runs/grader --simulated runs/simulated --hybrid runs/hybrid

Per condition one temperature (Guo et al., ICML 2017), the operating point of a presence (highest sensitivity +
specificity), and the band in which a grade is called unsure. Data: every twentieth simulated patient, with and without
axial volumes, and hybrid discs of split.json's validation patients; for DB the out-of-fold predictions of real discs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from deepspine.checkpoints import read_checkpoint
from deepspine.conditions import GRADES, SEVERITY, SIDES, UNKNOWN
from deepspine.crop_set import CropSet, read_crop_files, read_real_discs
from deepspine.grader_training import predict, restore
from deepspine.grading_figures import class_probabilities
from deepspine.statistics import fit_temperature
from train_grader import read_part

# Below this share of right grades (severity: exact; presence) among like confidences a grade is unsure.
RELIABLE = {True: 0.6, False: 0.75}
LIMITS = {True: (0.4, 0.65), False: (0.05, 0.25)}
_WINDOW = 60


def operating_point(truth: np.ndarray, present: np.ndarray) -> float:
    """Probability from which on a condition counts as present: highest sensitivity + specificity, within 0.2..0.8."""
    best, at = -1.0, 0.5
    for threshold in np.arange(0.2, 0.801, 0.025):
        called = present >= threshold
        value = called[truth == 1].mean() + (~called[truth == 0]).mean()
        if value > best + 1e-6:
            best, at = value, float(threshold)
    return round(at, 3)


def unsure_limit(confidence: np.ndarray, right: np.ndarray, severity: bool) -> float:
    """Confidence from which on a moving window of cases is right often enough, within LIMITS."""
    order = np.argsort(confidence)
    low, high = LIMITS[severity]
    window = min(_WINDOW, len(order))
    for start in range(len(order) - window + 1):
        if right[order[start : start + window]].mean() >= RELIABLE[severity]:
            return round(float(np.clip(confidence[order[start]], low, high)), 3)
    return high


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "simulated", "hybrid", "discs", "data"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    options = parser.parse_args()
    state = read_checkpoint(options.run / "final.pt")
    model = restore(state)
    simulated = read_part(options.simulated, validation=True)
    hybrid = read_crop_files(options.hybrid)
    if simulated is None or hybrid is None:
        raise SystemExit("No validation patients; run simulate.py and hybridise.py first.")
    hybrid = hybrid.of_patients(set(json.loads(options.split.read_text())["validation"])).without("DB")
    sets: list[tuple[CropSet, bool]] = [(simulated, True), (simulated, False), (hybrid, True)]
    visible = [crops.visible_labels(crops.has_axial & axial) for crops, axial in sets]
    predicted = [predict(model, crops, axial) for crops, axial in sets]
    calibration: dict[str, dict[str, float]] = {}
    points: dict[str, float] = {}
    for condition, grades in GRADES.items():
        # Both sides share one calibration: a mirrored disc is graded alike.
        alike = [condition, *([SIDES[condition]] if condition in SIDES else [])]
        logits = torch.cat([p[name] for name in sorted(alike) for p in predicted])
        truth = torch.cat([known[:, list(GRADES).index(name)] for name in sorted(alike) for known in visible]).numpy()
        if condition == "DB":
            real = read_real_discs(options.discs, options.data)
            logits, truth = torch.from_numpy(np.load(options.run / "bulging.npz")["logits"]), real.labels[:, list(GRADES).index("DB")].numpy()
        known = truth != UNKNOWN
        logits, truth = logits[torch.from_numpy(known)], truth[known]
        temperature = fit_temperature(logits.numpy(), truth)
        probabilities = class_probabilities(logits, temperature)
        severity = grades is SEVERITY
        if severity:
            stated = probabilities.argmax(1)
            right, confidence = stated == truth, np.take_along_axis(probabilities, stated[:, None], 1)[:, 0]
            band = {"unsureBelow": unsure_limit(confidence, right, True)}
        else:
            # The point of DB is not chosen on the discs that its figures are reported on.
            points[condition] = 0.5 if condition == "DB" else operating_point(truth, probabilities[:, 1])
            distance = np.abs(probabilities[:, 1] - points[condition])
            right = (probabilities[:, 1] >= points[condition]) == (truth == 1)
            band = {"unsureWithin": unsure_limit(distance, right, False)}
        calibration[condition] = {"temperature": round(temperature, 4), **band}
    torch.save({**state, "calibration": calibration, "operating_points": points}, options.run / "grader.pt")
    print(json.dumps({"calibration": calibration, "operatingPoints": points}, indent=2))


if __name__ == "__main__":
    main()

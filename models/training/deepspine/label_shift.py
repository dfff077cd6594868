"""From the simulator's class frequencies to the published ones, level by level.

Training patients of the simulator are sicker than the clinic's, so a grader calibrated on them calls stenosis too often.
Under label shift (the look of a grade is the same in both, its frequency is not) the posterior changes by a factor per
class, published share over training share: a bias on the logits (Saerens et al., Neural Computation 2002). Nothing here is
fitted to any patient's images.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

from deepspine.conditions import SEVERITY

# Shares of moderate and severe among 1,975 studies of the RSNA 2024 Lumbar Spine Degenerative Classification data (published
# label counts): canal, then the mean of left and right foramen, since both sides share one calibration.
PUBLISHED = {
    "SCS": {"L1-L2": (0.034, 0.011), "L2-L3": (0.076, 0.027), "L3-L4": (0.117, 0.062), "L4-L5": (0.120, 0.129), "L5-S1": (0.026, 0.010)},
    "foramen": {
        "L1-L2": (0.032, 0.004), "L2-L3": (0.086, 0.0045), "L3-L4": (0.209, 0.0205), "L4-L5": (0.3195, 0.0685), "L5-S1": (0.258, 0.1005),
    },
}
CONDITIONS = {"SCS": ("SCS",), "LFS": ("LFS", "RFS"), "RFS": ("LFS", "RFS")}
STATEMENT = {
    "formula": "bias(class, level) = ln(published share / training share), minus that of none; none and mild, which the published "
    "table does not part, share its rest as in training",
    "published": "RSNA 2024 Lumbar Spine Degenerative Classification, label counts of 1,975 studies by level; foramina: mean of both sides",
    "trained": "class shares by level of the simulated training patients (models/training/runs/simulated-labels.csv)",
}


def training_shares(labels: Path) -> dict[str, dict[str, list[float]]]:
    """Condition → level → shares of SEVERITY. Both sides of a foramen count together."""
    counts: dict[tuple[str, str], list[int]] = {}
    with open(labels, newline="") as file:
        for row in csv.DictReader(file):
            if row["condition"] in CONDITIONS:
                counts.setdefault((row["condition"], row["level"]), [0] * 4)[SEVERITY.index(row["grade"])] += 1
    found: dict[str, dict[str, list[float]]] = {}
    for condition, alike in CONDITIONS.items():
        for level in PUBLISHED["SCS"]:
            together = [sum(counts[(name, level)][k] for name in alike) for k in range(4)]
            found.setdefault(condition, {})[level] = [count / sum(together) for count in together]
    return found


def level_bias(trained: list[float], published: tuple[float, float]) -> list[float]:
    """Bias per class of SEVERITY, 0 for none."""
    moderate, severe = published
    rest = (1 - moderate - severe) / (trained[0] + trained[1])
    ratios = [rest, rest, moderate / trained[2], severe / trained[3]]
    return [round(math.log(ratio / ratios[0]), 4) for ratio in ratios]


def level_biases(labels: Path) -> dict[str, dict[str, list[float]]]:
    """Condition → level → bias."""
    return {
        condition: {level: level_bias(shares, PUBLISHED["SCS" if condition == "SCS" else "foramen"][level]) for level, shares in levels.items()}
        for condition, levels in training_shares(labels).items()
    }

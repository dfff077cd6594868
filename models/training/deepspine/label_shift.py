"""From the simulator's class frequencies to the published ones, level by level.

Training patients of the simulator are sicker than the clinic's, so a grader calibrated on them calls stenosis too often.
Under label shift (the look of a grade is the same in both, its frequency is not) the posterior changes by a factor per
class, published share over training share: a bias on the logits (Saerens et al., Neural Computation 2002). Nothing here is
fitted to any patient's images.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from deepspine.conditions import SEVERITY

# Shares of moderate and severe canal stenosis among 1,975 studies of the RSNA 2024 Lumbar Spine Degenerative Classification
# data, by level (published label counts). Foramina keep the simulator's shares: the published ones hold more moderate ones,
# and no prior should make a head call more that no real image has confirmed.
PUBLISHED = {"L1-L2": (0.034, 0.011), "L2-L3": (0.076, 0.027), "L3-L4": (0.117, 0.062), "L4-L5": (0.120, 0.129), "L5-S1": (0.026, 0.010)}
CONDITION = "SCS"
STATEMENT = {
    "formula": "bias(class, level) = ln(published share / training share), minus that of none; none and mild, which the published "
    "table does not part, share its rest as in training. Canal stenosis only",
    "published": "RSNA 2024 Lumbar Spine Degenerative Classification, label counts of 1,975 studies by level",
    "trained": "class shares by level of the simulated training patients (models/figures/simulated-label-counts.json)",
}


def training_shares(counts: Path) -> dict[str, list[float]]:
    """Level → shares of SEVERITY, of what list_labels.py has counted."""
    by_level = json.loads(counts.read_text())["counts"][CONDITION]
    known = {level: [by_level[level][grade] for grade in SEVERITY] for level in PUBLISHED}
    return {level: [count / sum(discs) for count in discs] for level, discs in known.items()}


def level_bias(trained: list[float], published: tuple[float, float]) -> list[float]:
    """Bias per class of SEVERITY, 0 for none."""
    moderate, severe = published
    rest = (1 - moderate - severe) / (trained[0] + trained[1])
    ratios = [rest, rest, moderate / trained[2], severe / trained[3]]
    return [round(math.log(ratio / ratios[0]), 4) for ratio in ratios]


def level_biases(counts: Path) -> dict[str, list[float]]:
    """Level → bias."""
    return {level: level_bias(shares, PUBLISHED[level]) for level, shares in training_shares(counts).items()}

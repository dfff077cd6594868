"""The nine conditions, their grades, and labels as class indices with UNKNOWN where there is none."""

from __future__ import annotations

SEVERITY = ("none", "mild", "moderate", "severe")
PRESENCE = ("absent", "present")
GRADES: dict[str, tuple[str, ...]] = {
    "SCS": SEVERITY, "LFS": SEVERITY, "RFS": SEVERITY, "DB": PRESENCE, "DOC": PRESENCE,
    "LFA": PRESENCE, "RFA": PRESENCE, "LFT": PRESENCE, "EL": PRESENCE,
}
# Conditions of one side, by the condition of the other; a mirrored disc swaps them.
SIDES = {"LFS": "RFS", "RFS": "LFS", "LFA": "RFA", "RFA": "LFA"}
UNKNOWN = -100


def class_index(condition: str, grade: str | None) -> int:
    """Index of a grade among GRADES[condition]; UNKNOWN for None. A grade that is not there raises ValueError."""
    return UNKNOWN if grade is None else GRADES[condition].index(grade)

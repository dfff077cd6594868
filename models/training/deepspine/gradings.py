"""Heads of the disc-gradings network, and the labels they learn from: SPIDER's radiological gradings.

DB is one of the nine conditions; the others are degeneration gradings, reported apart from them.
"""

from __future__ import annotations

from collections.abc import Mapping

from deepspine.conditions import PRESENCE, UNKNOWN

PFIRRMANN = ("1", "2", "3", "4", "5")
HEADS: dict[str, tuple[str, ...]] = {
    "DB": PRESENCE,
    "pfirrmann": PFIRRMANN,
    "narrowing": PRESENCE,
    "herniation": PRESENCE,
    "modic": PRESENCE,
    "endplate": PRESENCE,
    "listhesis": PRESENCE,
}
# Also graded by the radiologists; these heads only help to train.
HELPERS: dict[str, tuple[str, ...]] = {"upper": PRESENCE, "lower": PRESENCE}
ALL_HEADS = HEADS | HELPERS
# What the figures are of; T12-L1 helps to train.
LUMBAR = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")


def _number(gradings: Mapping[str, str | int], name: str) -> int | None:
    text = str(gradings.get(name, "")).strip()
    return int(text) if text.isdigit() else None


def head_labels(gradings: Mapping[str, str | int]) -> list[int]:
    """One disc's gradings, by the column names of the data set → a class index per head of ALL_HEADS, UNKNOWN where none is
    given. Modic is present from type 1 on; an end-plate change is one of either plate."""

    def present(name: str) -> int:
        value = _number(gradings, name)
        return UNKNOWN if value is None else int(value > 0)

    upper, lower = present("UP endplate"), present("LOW endplate")
    grade = _number(gradings, "Pfirrman grade")
    labels = {
        "DB": present("Disc bulging"),
        "pfirrmann": grade - 1 if grade is not None and 1 <= grade <= 5 else UNKNOWN,
        "narrowing": present("Disc narrowing"),
        "herniation": present("Disc herniation"),
        "modic": present("Modic"),
        "endplate": UNKNOWN if UNKNOWN in (upper, lower) else max(upper, lower),
        "listhesis": present("Spondylolisthesis"),
        "upper": upper,
        "lower": lower,
    }
    return [labels[name] for name in ALL_HEADS]

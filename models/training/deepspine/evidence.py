"""What real labels a head was tested on, as the manifest states it: taken from a figures file, never typed in."""

from __future__ import annotations

import json
from pathlib import Path

SIMULATED_ONLY = {"status": "simulated-only"}
# What evidence repeats of its figures.
CITED = ("dataSet", "n", "patients", "metric", "value", "interval", "baseline")


def pointed_at(document: object, pointer: str) -> dict:
    """The object at a JSON pointer ("/heads/DB"). KeyError where there is none."""
    value = document
    for part in pointer.split("/")[1:]:
        if not isinstance(value, dict) or part not in value:
            raise KeyError(pointer)
        value = value[part]
    if not isinstance(value, dict):
        raise KeyError(pointer)
    return value


def evidence_from(models: Path, figures: str, pointer: str) -> dict:
    """Evidence of one head: the figures at a pointer of a file, named relative to the models folder."""
    found = pointed_at(json.loads((models / figures).read_text()), pointer)
    return {"status": "real", **{name: found[name] for name in CITED}, "figures": f"{figures}#{pointer}"}


def with_evidence(entry: dict, models: Path, figures: str) -> dict:
    """A manifest entry whose outputs state their evidence: what the figures hold under /heads, or simulated only."""
    heads = json.loads((models / figures).read_text())["heads"]
    outputs = [
        {**output, "evidence": evidence_from(models, figures, f"/heads/{output['name']}") if output["name"] in heads else SIMULATED_ONLY}
        for output in entry["outputs"]
    ]
    return {**entry, "outputs": outputs}


def claims_unheld(manifest: dict, models: Path) -> list[str]:
    """What outputs claim that their figures file does not hold; empty where every claim stands."""
    wrong = []
    for entry in manifest["models"]:
        for output in entry["outputs"]:
            evidence = output.get("evidence")
            if evidence is None or evidence["status"] == "simulated-only":
                continue
            name = f"{entry['name']} {output['name']}"
            file, _, pointer = evidence["figures"].partition("#")
            try:
                held = pointed_at(json.loads((models / file).read_text()), pointer)
            except (OSError, KeyError, json.JSONDecodeError):
                wrong.append(f"{name}: {evidence['figures']} holds no figures")
                continue
            wrong += [f"{name}: {field} is not what {evidence['figures']} holds" for field in CITED if evidence.get(field) != held.get(field)]
    return wrong

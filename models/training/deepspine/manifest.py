"""models/manifest.json: what every model expects and returns, read by Python and TypeScript alike."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

SCHEMA = "deepspine-manifest/1"


def read_manifest(path: Path) -> dict:
    """The manifest, or an empty one when there is no file yet."""
    if not path.exists():
        return {"schema": SCHEMA, "models": []}
    manifest = json.loads(path.read_text())
    if manifest.get("schema") != SCHEMA:
        raise ValueError(f"{path}: schema {manifest.get('schema')!r} is not {SCHEMA!r}.")
    return manifest


def model_entry(manifest: dict, name: str) -> dict:
    """The entry of one model; KeyError names what is missing."""
    for entry in manifest["models"]:
        if entry["name"] == name:
            return entry
    raise KeyError(f"The manifest has no model {name!r}.")


def file_facts(path: Path) -> dict:
    """File name, size and SHA-256 as the manifest states them."""
    content = path.read_bytes()
    return {"file": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def enter_model(path: Path, entry: dict) -> None:
    """Adds the entry or replaces the one of the same name; written as a whole or not at all."""
    manifest = read_manifest(path)
    names = [model["name"] for model in manifest["models"]]
    if entry["name"] in names:
        manifest["models"][names.index(entry["name"])] = entry
    else:
        manifest["models"].append(entry)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    partial.replace(path)

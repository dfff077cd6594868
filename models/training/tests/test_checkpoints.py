"""Checkpoints are data: what would run code when it is read is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from deepspine.checkpoints import read_checkpoint

HERE = Path(__file__).parent.parent


class Marks:
    """Unpickled, it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return Path.write_text, (self.path, "ran")


def test_gives_back_weights_numbers_and_arrays(tmp_path: Path) -> None:
    state = {
        "weights": {"a": torch.arange(6.0).reshape(2, 3)}, "channels": (8, 16), "split": {"train": ["1"]}, "step": 3,
        "rows": np.array([4, 5]), "image": np.zeros((2, 2), np.uint8), "rate": np.float64(0.25), "names": np.array(["L1"]),
    }
    torch.save(state, tmp_path / "checkpoint.pt")
    found = read_checkpoint(tmp_path / "checkpoint.pt")
    assert torch.equal(found["weights"]["a"], state["weights"]["a"])
    assert [found[name] for name in ("channels", "split", "step", "rate")] == [(8, 16), {"train": ["1"]}, 3, 0.25]
    for name in ("rows", "image", "names"):
        np.testing.assert_array_equal(found[name], state[name])


@pytest.mark.parametrize("where", ["in a checkpoint", "a bare pickle", "in an array of objects"])
def test_runs_nothing_that_a_file_asks_for(tmp_path: Path, where: str) -> None:
    path, mark = tmp_path / "checkpoint.pt", tmp_path / "mark"
    if where == "a bare pickle":
        path.write_bytes(pickle.dumps({"model": Marks(mark)}))
    else:
        held = np.array([Marks(mark)], object) if where == "in an array of objects" else Marks(mark)
        torch.save({"model": held}, path)
    with pytest.raises(SystemExit, match="was not read"):
        read_checkpoint(path)
    assert not mark.exists()


def test_nothing_else_reads_pickles() -> None:
    readers = ("torch.load(", "pickle.load", "allow_pickle=True", "weights_only=False")
    sources = [path for path in HERE.rglob("*.py") if "runs" not in path.relative_to(HERE).parts and path != Path(__file__)]
    assert len(sources) > 40
    found = {path.name for path in sources if any(reader in path.read_text() for reader in readers)}
    assert found == {"checkpoints.py"}

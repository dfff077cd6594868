"""Files of `torch.save`, read without running what may stand in them.

A pickle can call anything. Only tensors, plain Python values and NumPy arrays and numbers are taken; a file that asks for more
is refused.
"""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import torch

# What NumPy's own pickles name: how an array or number is put together, and its types.
_NUMPY = [
    np._core.multiarray._reconstruct,
    np._core.multiarray.scalar,
    np.ndarray,
    np.dtype,
    *(type(np.dtype(kind)) for kind in "?bBhHiIlLqQefdU"),
]


def read_checkpoint(path: Path) -> dict:
    """What was saved, on the processor; SystemExit with one sentence for a file that holds anything else."""
    try:
        with torch.serialization.safe_globals(_NUMPY):
            return torch.load(path, weights_only=True, map_location="cpu")
    except pickle.UnpicklingError:
        raise SystemExit(
            f"{path.name}: holds more than weights and numbers and was not read; use a file that these scripts have written."
        ) from None

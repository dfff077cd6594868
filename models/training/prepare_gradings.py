"""Gathers the graded discs for the disc-gradings network.

    python prepare_gradings.py --data DATA --mid MID --frames runs/mid-discs --discs runs/discs --models .. --out runs/gradings/discs.pt

DATA: SPIDER's T2 SPACE volumes; MID: its T2 TSE and T1 slices; frames and discs: what `deepspine extract` wrote of the
replicated slices (folders t1 and t2) and of the volumes.
"""

from __future__ import annotations

import argparse
import collections
from pathlib import Path

import torch

from deepspine.graded_discs import GradedSet, slices_discs, volume_discs
from deepspine.segmenter import open_networks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "mid", "frames", "discs", "models", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    left_out: list[str] = []
    networks = open_networks(options.models, threads=1)
    discs = slices_discs(options.mid, options.frames, networks, left_out) + volume_discs(options.data, options.discs / "index.csv")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"discs": [vars(disc) for disc in discs], "left_out": left_out}, options.out)
    kept = GradedSet(discs)
    print(collections.Counter(kept.series.tolist()), f"{int(kept.has_t1.sum())} with T1, {len(set(kept.patients))} patients")
    print("\n".join(left_out))


if __name__ == "__main__":
    main()

"""Single mid-sagittal slices as stacks of seven equal ones, so that the pipeline finds the discs in them.

    python replicate_slices.py --data MID --sequence t2 --out runs/mid/t2

MID is a folder of cases.json and 8-bit slices (rows head to foot, columns front to back). The result is one
`<patient>_<sequence>.mha` a series, slices 4 mm apart; `deepspine extract` then writes the frames of its discs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from deepspine.mid_slices import MidSlice, read_mid_slices

SLICES = 7
APART_MM = 4.0


def stack_of(series: MidSlice, spacing: float) -> sitk.Image:
    """The slice seven times, planes to the patient's left, in LPS."""
    volume = sitk.GetImageFromArray(np.repeat(series.pixels()[None], SLICES, 0))
    volume.SetSpacing((spacing, spacing, APART_MM))
    # Columns to posterior, rows to inferior, planes to left.
    volume.SetDirection((0, 0, 1, 1, 0, 0, 0, -1, 0))
    return volume


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sequence", choices=("t1", "t2"), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tags", action="store_true", help="take the spacing that the tags state, wrong as it may be")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    series = read_mid_slices(options.data, options.sequence)
    for one in series:
        spacing = one.tag_spacing if options.tags else one.spacing
        sitk.WriteImage(stack_of(one, spacing), str(options.out / f"{one.patient}_{one.sequence}.mha"), useCompression=True)
    print(f"{len(series)} stacks in {options.out}")


if __name__ == "__main__":
    main()

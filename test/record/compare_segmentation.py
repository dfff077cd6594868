"""Compares a segmentation object, read by highdicom, with the mask it was made from.

Arguments: the object; a JSON list of {uid, runs}, runs being the structure's name at each pixel of the
source image. Prints how many pixels differ, and the voxels of each structure.
"""

import json
import sys

import highdicom as hd
import numpy as np

segmentation = hd.seg.segread(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    mask = json.load(file)

names = {0: ""}
for number in segmentation.segment_numbers:
    label = segmentation.get_segment_description(number).segment_label
    names[number] = {"Spinal canal": "canal", "Sacrum": "sacrum"}.get(label, label.split()[0])

# Slices without any structure have no frame; asking for all of them leaves zeros there.
pixels = segmentation.get_pixels_by_source_instance(
    [entry["uid"] for entry in mask],
    combine_segments=True,
    assert_missing_frames_are_empty=True,
)
lookup = np.array([names[number] for number in range(max(names) + 1)])
read = lookup[pixels].reshape(len(mask), -1)
expected = np.array([entry["runs"] for entry in mask])
values, counts = np.unique(read, return_counts=True)
print(
    json.dumps(
        {
            "differing": int((read != expected).sum()),
            "voxels": {str(v): int(c) for v, c in zip(values, counts) if v},
        }
    )
)

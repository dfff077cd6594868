"""Prints the measurement groups of a TID 1500 report as JSON, read by highdicom."""

import json
import sys

import highdicom as hd


def group_of(group):
    """One measurement group as plain values."""
    sites = group.finding_sites
    laterality = sites[0].laterality
    return {
        "uid": str(group.tracking_uid),
        "finding": group.finding_type.value if group.finding_type else None,
        "level": sites[0].value.meaning,
        "laterality": laterality.meaning if laterality else None,
        "evaluations": {
            q.name.meaning: q.value.meaning for q in group.get_qualitative_evaluations()
        },
        "numbers": [(m.name.meaning, m.value, m.unit.value) for m in group.get_measurements()],
        "graphic": group.roi.graphic_type.value,
    }


report = hd.sr.srread(sys.argv[1])
groups = report.content.get_planar_roi_measurement_groups()
print(json.dumps([group_of(group) for group in groups]))

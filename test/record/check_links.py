"""Follows a report's references into its segmentation, with pydicom alone.

Arguments: the report; the segmentation. For every group that names a segment, compares the group's finding site
and tracking UID with what that segment of the object says it shows. Prints the structures, those that differ, and
whether the report lists the object as evidence.
"""

import json
import sys

import pydicom


def items(node):
    """Every content item below a node, depth first."""
    for item in node.get("ContentSequence", []):
        yield item
        yield from items(item)


def code(sequence):
    """A code sequence's only code."""
    return (sequence[0].CodeValue, sequence[0].CodingSchemeDesignator)


def child(node, value):
    """The only child whose concept name has a code value."""
    (found,) = (
        item for item in node.ContentSequence if item.ConceptNameCodeSequence[0].CodeValue == value
    )
    return found


def has_segment(node):
    """Whether one of the node's children is a Referenced Segment."""
    return any(
        item.ValueType == "IMAGE" and item.get("ConceptNameCodeSequence", [{}])[0].get("CodeValue") == "121191"
        for item in node.get("ContentSequence", [])
    )


report, segmentation = (pydicom.dcmread(path) for path in sys.argv[1:3])
shown = {
    int(segment.SegmentNumber): (
        code(segment.SegmentedPropertyTypeCodeSequence),
        segment.TrackingUID,
    )
    for segment in segmentation.SegmentSequence
}
followed, differing = [], []
for group in filter(has_segment, items(report)):
    site = child(group, "363698007").ConceptCodeSequence
    target = child(group, "121191").ReferencedSOPSequence[0]
    number = target.ReferencedSegmentNumber
    followed.append(site[0].CodeMeaning)
    right = (
        target.ReferencedSOPInstanceUID == segmentation.SOPInstanceUID
        and target.ReferencedSOPClassUID == segmentation.SOPClassUID
        and shown.get(number) == (code(site), child(group, "112040").UID)
    )
    if not right:
        differing.append([site[0].CodeMeaning, number])
evidence = [
    (series.SeriesInstanceUID, sop.ReferencedSOPInstanceUID)
    for study in report.CurrentRequestedProcedureEvidenceSequence
    for series in study.ReferencedSeriesSequence
    for sop in series.ReferencedSOPSequence
]
print(
    json.dumps(
        {
            "followed": followed,
            "differing": differing,
            "isEvidence": (segmentation.SeriesInstanceUID, segmentation.SOPInstanceUID)
            in evidence,
        }
    )
)

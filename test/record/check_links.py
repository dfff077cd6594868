"""Follows a report's references into its segmentation, with pydicom alone.

Arguments: the report; the segmentation. For every site that names a segment, compares the site's code
with what that segment of the object says it shows. Prints the structures by site, those that differ, and
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


report, segmentation = (pydicom.dcmread(path) for path in sys.argv[1:3])
shown = {
    int(segment.SegmentNumber): code(segment.SegmentedPropertyTypeCodeSequence)
    for segment in segmentation.SegmentSequence
}
followed, differing = [], []
for site in items(report):
    if site.ValueType != "CODE":
        continue
    for reference in site.get("ContentSequence", []):
        if reference.ValueType != "IMAGE":
            continue
        target = reference.ReferencedSOPSequence[0]
        number = target.ReferencedSegmentNumber
        meaning = site.ConceptCodeSequence[0].CodeMeaning
        followed.append(meaning)
        right = (
            target.ReferencedSOPInstanceUID == segmentation.SOPInstanceUID
            and target.ReferencedSOPClassUID == segmentation.SOPClassUID
            and shown.get(number) == code(site.ConceptCodeSequence)
        )
        if not right:
            differing.append([meaning, number])
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

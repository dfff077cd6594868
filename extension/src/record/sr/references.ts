import { type Code, CONCEPT, OWN, VALUE } from '../codes';
import type { NaturalizedDataset, ReportDocument, ReportSource, SourceSeries } from '../record';
import { instancesOf } from '../source';
import { code, container, type ContentItem, image, uidRef } from './content';

const libraryGroups = (source: SourceSeries, plane: Code): ContentItem[] =>
  instancesOf(source).map(({ seriesInstanceUID, instances }) =>
    container('CONTAINS', CONCEPT.imageLibraryGroup, [
      code('HAS ACQ CONTEXT', CONCEPT.modality, VALUE.mr),
      code('HAS ACQ CONTEXT', CONCEPT.targetRegion, VALUE.lumbarSpine),
      uidRef('HAS ACQ CONTEXT', CONCEPT.seriesInstanceUID, seriesInstanceUID),
      code('HAS ACQ CONTEXT', OWN.seriesRole, plane),
      ...instances.map(instance => image('CONTAINS', null, instance)),
    ])
  );

/**
 * TID 1600: every image that the analysis used, one group per series. The sagittal series comes first: plain OHIF
 * looks at the first group only.
 */
export function imageLibrary({ sagittal, axial }: ReportSource): ContentItem {
  return container('CONTAINS', CONCEPT.imageLibrary, [
    ...libraryGroups(sagittal, VALUE.sagittal),
    ...(axial ? libraryGroups(axial, VALUE.axial) : []),
  ]);
}

const sopItem = (sopClassUID: string, sopInstanceUID: string): NaturalizedDataset => ({
  ReferencedSOPClassUID: sopClassUID,
  ReferencedSOPInstanceUID: sopInstanceUID,
});

/** Current Requested Procedure Evidence Sequence (PS3.3, C.17.2.2): all that the report refers to. */
export function evidence({ sagittal, axial, segmentation }: ReportSource): NaturalizedDataset[] {
  const series = [sagittal, axial].flatMap(entry => (entry ? instancesOf(entry) : []));
  if (segmentation) {
    const { seriesInstanceUID } = segmentation;
    series.push({ seriesInstanceUID, instances: [segmentation] });
  }
  return [
    {
      StudyInstanceUID: sagittal.studyInstanceUID,
      ReferencedSeriesSequence: series.map(({ seriesInstanceUID, instances }) => ({
        SeriesInstanceUID: seriesInstanceUID,
        ReferencedSOPSequence: instances.map(({ sopClassUID, sopInstanceUID }) =>
          sopItem(sopClassUID, sopInstanceUID)
        ),
      })),
    },
  ];
}

/** Predecessor Documents Sequence: the report that a new one replaces. */
export function predecessors(document: ReportDocument): NaturalizedDataset[] {
  return [
    {
      StudyInstanceUID: document.studyInstanceUID,
      ReferencedSeriesSequence: [
        {
          SeriesInstanceUID: document.seriesInstanceUID,
          ReferencedSOPSequence: [sopItem(document.sopClassUID, document.sopInstanceUID)],
        },
      ],
    },
  ];
}

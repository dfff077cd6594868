import { type Code, CONCEPT, OWN, VALUE } from '../codes';
import type { NaturalizedDataset, ReportDocument, ReportSource, SourceSeries } from '../record';
import { instancesOf } from '../source';
import { code, container, type ContentItem, image, uidRef } from './content';

function libraryGroup(series: SourceSeries, plane: Code): ContentItem {
  return container('CONTAINS', CONCEPT.imageLibraryGroup, [
    code('HAS ACQ CONTEXT', CONCEPT.modality, VALUE.mr),
    code('HAS ACQ CONTEXT', CONCEPT.targetRegion, VALUE.lumbarSpine),
    uidRef('HAS ACQ CONTEXT', CONCEPT.seriesInstanceUID, series.seriesInstanceUID),
    code('HAS ACQ CONTEXT', OWN.seriesRole, plane),
    ...instancesOf(series).map(instance => image('CONTAINS', null, instance)),
  ]);
}

/** TID 1600: every image that the analysis used, one group per series, the sagittal one first. */
export function imageLibrary({ sagittal, axial }: ReportSource): ContentItem {
  return container('CONTAINS', CONCEPT.imageLibrary, [
    libraryGroup(sagittal, VALUE.sagittal),
    axial ? libraryGroup(axial, VALUE.axial) : null,
  ]);
}

const sopItem = (sopClassUID: string, sopInstanceUID: string): NaturalizedDataset => ({
  ReferencedSOPClassUID: sopClassUID,
  ReferencedSOPInstanceUID: sopInstanceUID,
});

/** Current Requested Procedure Evidence Sequence (PS3.3, C.17.2.2). */
export function evidence({ sagittal, axial }: ReportSource): NaturalizedDataset[] {
  const series = [sagittal, axial].filter(entry => !!entry);
  return [
    {
      StudyInstanceUID: sagittal.studyInstanceUID,
      ReferencedSeriesSequence: series.map(entry => ({
        SeriesInstanceUID: entry.seriesInstanceUID,
        ReferencedSOPSequence: instancesOf(entry).map(instance =>
          sopItem(instance.sopClassUID, instance.sopInstanceUID)
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

import { CONDITION_DEFINITIONS, type Finding } from '../../findings';
import { codeItem, KEY_OBJECT_CODE } from '../codes';
import { dicomDate, dicomTime } from '../format';
import { contributingEquipment, equipment, patientAndStudy } from '../header';
import { RESEARCH_USE } from '../product';
import { holderOf } from '../../imaging/rejoin';
import type { SlicePlane } from '../../imaging/types';
import type {
  AnalysisRecord,
  NaturalizedDataset,
  ReportSource,
  SourceSeries,
  WriteContext,
} from '../record';
import { referencedRequests } from '../requests';
import { findInstance, instanceOf, nearestSlice } from '../source';
import { findingWords } from '../words';
import { type ContentItem, image, type ImageInstance, text } from '../sr/content';
import { deviceObserver } from '../sr/observers';

export const KEY_OBJECT_SELECTION = '1.2.840.10008.5.1.4.1.1.88.59';

/** An image of a series that a person should look at. */
interface KeyImage {
  /** The series that holds it. */
  readonly seriesInstanceUID: string;
  readonly instance: ImageInstance;
}

const keyImage = (series: SourceSeries, slice: SlicePlane): KeyImage => ({
  seriesInstanceUID: holderOf(slice, series),
  instance: instanceOf(series, slice),
});

/** Whether a finding states something that is worth a look: abnormal, and not rejected by a reader. */
const isAbnormal = ({ condition, grade, status }: Finding): boolean =>
  status !== 'rejected' &&
  grade !== 'not-graded' &&
  grade !== CONDITION_DEFINITIONS[condition].grades[0];

/**
 * The images on which the abnormal findings are: the sagittal image nearest to each, and the axial image of its level.
 * Where nothing is abnormal, the sagittal image nearest to the middle disc, which shows that.
 */
function keyImages({ levels }: AnalysisRecord, source: ReportSource): KeyImage[] {
  const { sagittal } = source;
  const near = (point: Finding['point']) => keyImage(sagittal, nearestSlice(sagittal, point));
  const found = levels.flatMap(({ findings, axialReference }) => {
    const abnormal = findings.filter(isAbnormal);
    const axial = abnormal.length && axialReference && findInstance(source, axialReference);
    const onAxial = axial ? [keyImage(axial.series, axial.slice)] : [];
    return [...abnormal.map(({ point }) => near(point)), ...onAxial];
  });
  const middle = levels[levels.length >> 1];
  const all = found.length || !middle ? found : [near(middle.frame.center)];
  const byImage = new Map(
    all.map(entry => [
      `${entry.instance.sopInstanceUID}/${entry.instance.frameNumber ?? ''}`,
      entry,
    ])
  );
  return [...byImage.values()];
}

/** Current Requested Procedure Evidence Sequence: the key images and nothing else. */
function evidence(studyInstanceUID: string, images: readonly KeyImage[]): NaturalizedDataset[] {
  const series = [...new Set(images.map(({ seriesInstanceUID }) => seriesInstanceUID))];
  const sopsOf = (uid: string) =>
    new Map(
      images
        .filter(entry => entry.seriesInstanceUID === uid)
        .map(({ instance }) => [instance.sopInstanceUID, instance.sopClassUID])
    );
  return [
    {
      StudyInstanceUID: studyInstanceUID,
      ReferencedSeriesSequence: series.map(seriesInstanceUID => ({
        SeriesInstanceUID: seriesInstanceUID,
        ReferencedSOPSequence: [...sopsOf(seriesInstanceUID)].map(([uid, sopClass]) => ({
          ReferencedSOPClassUID: sopClass,
          ReferencedSOPInstanceUID: uid,
        })),
      })),
    },
  ];
}

function description({ levels }: AnalysisRecord): string {
  const abnormal = levels.flatMap(({ findings }) => findings.filter(isAbnormal));
  const words = abnormal.length
    ? abnormal.map(finding => findingWords(finding)).join('\n')
    : 'No graded finding is abnormal.';
  return `${RESEARCH_USE}\n${words}`;
}

/**
 * The images of a study that show its abnormal findings, as a Key Object Selection (PS3.3, A.35.4; PS3.16, TID 2010)
 * of the title Of Interest: systems that know no structured report list and show them.
 *
 * @throws DeepSpineError when the source has no sagittal slices; Error for a record without levels
 */
export function buildKeyObjects(
  record: AnalysisRecord,
  source: ReportSource,
  { now, uid }: WriteContext
): NaturalizedDataset {
  const images = keyImages(record, source);
  if (images.length === 0) {
    throw new Error('A record without levels has no key images.');
  }
  const content: ContentItem[] = [
    ...deviceObserver(record.models),
    text('CONTAINS', KEY_OBJECT_CODE.description, description(record)),
    ...images.map(({ instance }) => image('CONTAINS', null, instance)),
  ];
  const date = dicomDate(now);
  const time = dicomTime(now);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: KEY_OBJECT_SELECTION,
    SOPInstanceUID: uid(),
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    ...patientAndStudy(source.header),
    StudyInstanceUID: record.studyInstanceUID,
    Modality: 'KO',
    SeriesInstanceUID: uid(),
    SeriesNumber: 9903,
    SeriesDescription: 'DeepSPINE key images (research use only)',
    ReferencedPerformedProcedureStepSequence: [],
    ...referencedRequests(source.header, record.studyInstanceUID),
    ...equipment(record.models),
    ContributingEquipmentSequence: contributingEquipment(record.models),
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    CurrentRequestedProcedureEvidenceSequence: evidence(record.studyInstanceUID, images),
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [codeItem(KEY_OBJECT_CODE.ofInterest)],
    ContinuityOfContent: 'SEPARATE',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '2010' }],
    ContentSequence: content,
  };
}

import { chooseEcho } from '../../imaging/echoes';
import type { SeriesDescription } from '../../imaging/types';
import type { DisplaySet, Instance } from '../host/ohif';

const DOCUMENTS = new Set(['SR', 'SEG', 'PR', 'KO', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'DOC']);

/** Whether a display set holds images rather than a document about images. */
export const hasImages = (displaySet: DisplaySet): boolean =>
  displaySet.unsupported !== true &&
  !DOCUMENTS.has(displaySet.Modality ?? '') &&
  (displaySet.instances ?? displaySet.images ?? []).length > 0;

/** The DICOM attributes of a display set's first instance. */
export const firstInstance = (displaySet: DisplaySet): Instance | undefined =>
  displaySet.instances?.[0] ?? displaySet.images?.[0] ?? displaySet.instance;

/** Attributes of enhanced multi-frame instances that stand in functional groups (PS3.3 C.7.6.16). */
function enhanced(instance: Instance, group: string): Instance | undefined {
  const shared = first(instance.SharedFunctionalGroupsSequence);
  const perFrame = first(instance.PerFrameFunctionalGroupsSequence);
  return first(shared?.[group]) ?? first(perFrame?.[group]);
}

function first(value: unknown): Instance | undefined {
  const item = Array.isArray(value) ? value[0] : value;
  return item !== null && typeof item === 'object' ? (item as Instance) : undefined;
}

const text = (value: unknown): string | undefined => {
  const single = Array.isArray(value) ? value[0] : value;
  return typeof single === 'string' && single !== '' ? single : undefined;
};

const texts = (value: unknown): readonly string[] | undefined => {
  const all = (
    Array.isArray(value) ? value : typeof value === 'string' ? value.split('\\') : []
  ).map(String);
  return all.length > 0 ? all : undefined;
};

const number = (value: unknown): number | undefined => {
  const single = Array.isArray(value) ? value[0] : value;
  const parsed = single === null || single === '' ? NaN : Number(single);
  return Number.isFinite(parsed) ? parsed : undefined;
};

/** Of a series that holds several echoes of the same places; undefined for any other. */
function chosenEchoTime({ instances, images }: DisplaySet): number | undefined {
  const all = (instances ?? images ?? []).map(({ ImagePositionPatient, EchoTime }) => {
    const [x, y, z] = Array.isArray(ImagePositionPatient) ? ImagePositionPatient.map(Number) : [];
    return { position: [x ?? NaN, y ?? NaN, z ?? NaN] as const, echoTime: number(EchoTime) };
  });
  const placed = all.every(({ position }) => position.every(Number.isFinite));
  return placed ? chooseEcho(all)?.echoTime : undefined;
}

/** What the viewer's metadata says of a series, without touching its pixels. */
export function describeSeries(displaySet: DisplaySet): SeriesDescription {
  const instance = firstInstance(displaySet) ?? ({} as Instance);
  const timing = enhanced(instance, 'MRTimingAndRelatedParametersSequence');
  const echo = enhanced(instance, 'MREchoSequence');
  const modifier = enhanced(instance, 'MRModifierSequence');
  const inversionTimes = modifier?.InversionTimes;
  return defined({
    seriesInstanceUID: displaySet.SeriesInstanceUID,
    studyInstanceUID: displaySet.StudyInstanceUID,
    modality: displaySet.Modality ?? text(instance.Modality) ?? '',
    sopClassUID: text(instance.SOPClassUID),
    seriesNumber: number(displaySet.SeriesNumber),
    description: text(displaySet.SeriesDescription) ?? text(instance.SeriesDescription),
    protocolName: text(instance.ProtocolName),
    bodyPartExamined: text(instance.BodyPartExamined),
    imageType: texts(instance.ImageType),
    frameOfReferenceUID: text(instance.FrameOfReferenceUID),
    repetitionTime: number(instance.RepetitionTime ?? timing?.RepetitionTime),
    echoTime: chosenEchoTime(displaySet) ?? number(instance.EchoTime ?? echo?.EffectiveEchoTime),
    inversionTime: number(instance.InversionTime ?? inversionTimes),
    flipAngle: number(instance.FlipAngle ?? timing?.FlipAngle),
    scanningSequence: texts(instance.ScanningSequence),
    sequenceVariant: texts(instance.SequenceVariant),
    scanOptions: texts(instance.ScanOptions),
    magneticFieldStrength: number(instance.MagneticFieldStrength),
  });
}

/** Drops keys without a value, so that "unknown" has one form only. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

import type { Vec3 } from '../../findings';
import type { ImageHeader } from '../../imaging/types';
import type { Instance } from '../host/ohif';

/** What an image states of its place; nothing of it is made up. */
export interface StatedPlane {
  readonly rows: number;
  readonly columns: number;
  /** LPS mm. */
  readonly position: Vec3;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** mm between rows. */
  readonly rowSpacing: number;
  /** mm between columns. */
  readonly columnSpacing: number;
  readonly sliceThickness?: number;
}

type Attributes = Readonly<Record<string, unknown>>;

const isAttributes = (value: unknown): value is Attributes =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : isAttributes(value) ? Object.values(value) : [];

/** The item of a sequence; the viewer gives a single one also as what stands in it. */
function itemOf(sequence: unknown, index = 0): Attributes | undefined {
  if (Array.isArray(sequence)) {
    const item: unknown = sequence[index];
    return isAttributes(item) ? item : undefined;
  }
  return index === 0 && isAttributes(sequence) ? sequence : undefined;
}

/**
 * Where to look for an attribute of a frame: its own functional groups (PS3.3 C.7.6.16), the shared ones, the header
 * itself. What the viewer put beside these for the frame is not asked: it makes up positions where they are missing.
 */
class FrameAttributes {
  private readonly sources: readonly Attributes[];
  private readonly macros: readonly (Attributes | undefined)[];

  constructor(instance: Instance, frame: number) {
    const parent = (instance as { readonly _parentInstance?: unknown })._parentInstance;
    const root: Attributes = isAttributes(parent) ? parent : instance;
    this.macros = [
      itemOf(instance.PerFrameFunctionalGroupsSequence, frame - 1),
      itemOf(instance.SharedFunctionalGroupsSequence),
    ];
    this.sources = [root];
  }

  /** @param group keyword of the functional group that enhanced images state it in */
  get(keyword: string, group?: string): unknown {
    const groups = group ? this.macros.map(macro => itemOf(macro?.[group])) : [];
    for (const source of [...groups, ...this.sources]) {
      const value = source?.[keyword];
      if (value !== undefined && value !== null && value !== '') {
        return value;
      }
    }
    return undefined;
  }

  text(keyword: string, group?: string): string | undefined {
    const value = this.get(keyword, group);
    const single: unknown = Array.isArray(value) ? value[0] : value;
    return typeof single === 'string' && single !== '' ? single : undefined;
  }

  texts(keyword: string, group?: string): readonly string[] | undefined {
    const value = this.get(keyword, group);
    const all = Array.isArray(value) ? value : typeof value === 'string' ? value.split('\\') : [];
    return all.length > 0 ? all.map(String) : undefined;
  }

  number(keyword: string, group?: string): number | undefined {
    return finite(single(this.get(keyword, group)));
  }

  numbers(keyword: string, count: number, group?: string): readonly number[] | undefined {
    const value = this.get(keyword, group);
    const all = typeof value === 'string' ? value.split('\\') : list(value);
    const numbers = all.map(finite).filter(x => x !== undefined);
    return all.length === count && numbers.length === count ? numbers : undefined;
  }
}

const single = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** An empty value is no 0, nor is a list. */
function finite(value: unknown): number | undefined {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && value.trim() !== ''
        ? Number(value)
        : NaN;
  return Number.isFinite(number) ? number : undefined;
}

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value > 0;

/** Drops keys without a value, so that "unknown" has one form only. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

/** Where an image lies, as its header states it; null where that lacks position, orientation, spacing or size. */
export function statedPlane(instance: Instance, frame: number): StatedPlane | null {
  const attributes = new FrameAttributes(instance, frame);
  const position = attributes.numbers('ImagePositionPatient', 3, 'PlanePositionSequence');
  const axes = attributes.numbers('ImageOrientationPatient', 6, 'PlaneOrientationSequence');
  const spacing = attributes.numbers('PixelSpacing', 2, 'PixelMeasuresSequence');
  const [rows, columns] = [attributes.number('Rows'), attributes.number('Columns')];
  if (!position || !axes || !spacing || !isCount(rows) || !isCount(columns)) {
    return null;
  }
  const [rowSpacing, columnSpacing] = spacing as [number, number];
  const thickness = attributes.number('SliceThickness', 'PixelMeasuresSequence');
  if (!(rowSpacing > 0) || !(columnSpacing > 0)) {
    return null;
  }
  return {
    rows,
    columns,
    position: position as unknown as Vec3,
    rowDirection: axes.slice(0, 3) as unknown as Vec3,
    columnDirection: axes.slice(3) as unknown as Vec3,
    rowSpacing,
    columnSpacing,
    ...(thickness !== undefined && thickness > 0 ? { sliceThickness: thickness } : {}),
  };
}

function scanningSequence(attributes: FrameAttributes): readonly string[] | undefined {
  const stated = attributes.texts('ScanningSequence');
  if (stated) {
    return stated;
  }
  const echo = attributes.text('EchoPulseSequence');
  const sequence = [
    ...(echo === 'SPIN' || echo === 'BOTH' ? ['SE'] : []),
    ...(echo === 'GRADIENT' || echo === 'BOTH' ? ['GR'] : []),
    ...(attributes.text('InversionRecovery', 'MRModifierSequence') === 'YES' ? ['IR'] : []),
    ...(attributes.text('EchoPlanarPulseSequence') === 'YES' ? ['EP'] : []),
  ];
  return sequence.length > 0 ? sequence : undefined;
}

function scanOptions(attributes: FrameAttributes): readonly string[] | undefined {
  const suppressed = attributes.text('SpectrallySelectedSuppression', 'MRModifierSequence') ?? '';
  return attributes.texts('ScanOptions') ?? (suppressed.startsWith('FAT') ? ['FS'] : undefined);
}

/** How an image was made, as its header states it (as cli/dicom/header does of a file). */
export function imageHeader(instance: Instance, frame: number): ImageHeader {
  const a = new FrameAttributes(instance, frame);
  const samples = a.number('SamplesPerPixel') ?? 1;
  const photometric = a.text('PhotometricInterpretation') ?? 'MONOCHROME2';
  const timing = 'MRTimingAndRelatedParametersSequence';
  const frameType = 'MRImageFrameTypeSequence';
  return defined<ImageHeader>({
    modality: a.text('Modality'),
    sopClassUID: a.text('SOPClassUID'),
    seriesNumber: a.number('SeriesNumber'),
    instanceNumber: a.number('InstanceNumber'),
    description: a.text('SeriesDescription'),
    protocolName: a.text('ProtocolName'),
    studyDescription: a.text('StudyDescription'),
    bodyPartExamined: a.text('BodyPartExamined'),
    imageType: a.texts('FrameType', frameType) ?? a.texts('ImageType'),
    complexComponent: a.text('ComplexImageComponent', frameType),
    acquisitionContrast: a.text('AcquisitionContrast', frameType),
    frameOfReferenceUID: a.text('FrameOfReferenceUID'),
    repetitionTime: a.number('RepetitionTime', timing),
    echoTime: a.number('EffectiveEchoTime', 'MREchoSequence') ?? a.number('EchoTime'),
    inversionTime: a.number('InversionTimes', 'MRModifierSequence') ?? a.number('InversionTime'),
    flipAngle: a.number('FlipAngle', timing),
    bValue: a.number('DiffusionBValue', 'MRDiffusionSequence') ?? a.number('0019100C'),
    scanningSequence: scanningSequence(a),
    sequenceVariant: a.texts('SequenceVariant'),
    scanOptions: scanOptions(a),
    magneticFieldStrength: a.number('MagneticFieldStrength'),
    color: samples !== 1 || !/^MONOCHROME[12]$/.test(photometric.trim()) ? true : undefined,
  });
}

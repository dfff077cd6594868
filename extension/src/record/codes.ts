import {
  NOT_ASSESSED_NAMES,
  type Condition,
  type Grade,
  type GradingGrade,
  type GradingKey,
  type Level,
  type NotAssessed,
  type NotGradedReason,
  type Side,
} from '../findings';

/**
 * A code of a coding scheme (DICOM PS3.3, 8.8). Every DCM, SCT, UCUM and NCIt code is in PS3.16; RADLEX
 * codes are from the 2017 release of RadLex; 99DEEPSPINE is our private scheme.
 */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

export const PRIVATE_SCHEME = '99DEEPSPINE';

const code = (scheme: string, value: string, meaning: string): Code => ({ scheme, value, meaning });
const dcm = (value: string, meaning: string) => code('DCM', value, meaning);
const sct = (value: string, meaning: string) => code('SCT', value, meaning);
const radlex = (value: string, meaning: string) => code('RADLEX', value, meaning);
const own = (value: string, meaning: string) => code(PRIVATE_SCHEME, value, meaning);

/** Concept names of TID 1500 and the templates it includes. OHIF matches some by their meaning. */
export const CONCEPT = {
  imagingMeasurementReport: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  procedureReported: dcm('121058', 'Procedure reported'),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  modality: dcm('121139', 'Modality'),
  targetRegion: dcm('123014', 'Target Region'),
  seriesInstanceUID: dcm('112002', 'Series Instance UID'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  trackingIdentifier: dcm('112039', 'Tracking Identifier'),
  trackingUID: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  laterality: sct('272741003', 'Laterality'),
  topographicalModifier: sct('106233006', 'Topographical modifier'),
  severity: sct('246112005', 'Severity'),
  presence: dcm('121052', 'Presence of property'),
  probability: dcm('122157', 'Probability'),
  imageRegion: dcm('111030', 'Image Region'),
  referencedSegment: dcm('121191', 'Referenced Segment'),
  segmentationSourceSeries: dcm('121232', 'Source series for segmentation'),
  representativePoint: dcm('128140', 'Representative point'),
  boundaryPoint: dcm('128141', 'Boundary point'),
  height: dcm('121207', 'Height'),
  diameter: sct('81827009', 'Diameter'),
  comment: dcm('121106', 'Comment'),
  summary: dcm('121111', 'Summary'),
  observerType: dcm('121005', 'Observer Type'),
  personObserverName: dcm('121008', 'Person Observer Name'),
  deviceObserverUID: dcm('121012', 'Device Observer UID'),
  deviceObserverName: dcm('121013', 'Device Observer Name'),
  deviceObserverManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceObserverModel: dcm('121015', 'Device Observer Model Name'),
  deviceObserverSerial: dcm('121016', 'Device Observer Serial Number'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
} as const;

/** Our own concepts, for what no standard code says. */
export const OWN = {
  schema: own('schema', 'DeepSPINE report schema version'),
  algorithms: own('algorithms', 'Algorithms used'),
  algorithm: own('algorithm', 'Algorithm'),
  seriesRole: own('series-role', 'Plane of the series'),
  structures: own('structures', 'Segmented structures'),
  levels: own('levels', 'Disc levels'),
  level: own('level', 'Disc level'),
  discFrame: own('disc-frame', 'Disc center and points to its right and front'),
  sagittalReference: own('sag-reference', 'Disc center on sagittal image'),
  axialReference: own('ax-reference', 'Disc center on axial image'),
  canalRatio: own('canal-ratio', 'Canal diameter relative to neighboring vertebrae'),
  warnings: own('warnings', 'Warnings'),
  warning: own('warning', 'Warning'),
  warningCode: own('warning-code', 'Warning code'),
  warningValues: own('warning-values', 'Warning values'),
  notGradedFindings: own('not-graded-list', 'Not graded'),
  rejectedFindings: own('rejected-list', 'Findings rejected by the reader'),
  findingRecord: own('finding-record', 'Finding record'),
  notGraded: own('not-graded', 'Not graded'),
  notGradedReason: own('not-graded-why', 'Reason why it was not graded'),
  gradings: own('gradings', 'Degeneration gradings'),
  gradingRecord: own('grading-record', 'Degeneration grading'),
  pfirrmannGrade: own('pfirrmann-grade', 'Pfirrmann grade'),
  notAssessed: own('not-assessed', 'Not assessed'),
  modelGrade: own('model-grade', 'Grade suggested by the algorithm'),
  status: own('review-status', 'Review status'),
  suggested: own('suggested', 'Suggested by an algorithm, not reviewed'),
  accepted: own('accepted', 'Accepted by the reader'),
  changed: own('changed', 'Changed by the reader'),
  rejected: own('rejected', 'Rejected by the reader'),
  certainty: own('certainty', 'Certainty of the grade'),
  remark: own('remark', 'Remark of the reader'),
  doc: own('DOC', 'Disc-osteophyte complex'),
  lft: own('LFT', 'Ligamentum flavum thickening'),
  el: own('EL', 'Epidural lipomatosis'),
} as const;

export const VALUE = {
  english: code('RFC5646', 'en', 'English'),
  imagingProcedure: sct('363679005', 'Imaging procedure'),
  mr: dcm('MR', 'Magnetic Resonance'),
  segmentation: dcm('SEG', 'Segmentation'),
  lumbarSpine: sct('122496007', 'Lumbar spine'),
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  sagittal: sct('30730003', 'Sagittal'),
  axial: sct('24422004', 'Axial'),
  anterior: sct('255549009', 'Anterior'),
  middle: code('NCIt', 'C25569', 'Middle'),
  posterior: sct('255551008', 'Posterior'),
  anteroPosterior: sct('399348003', 'antero-posterior'),
  equivocal: sct('42425007', 'Equivocal'),
  spinalCanal: sct('61853006', 'Spinal canal structure'),
} as const;

export const UNIT = {
  millimeter: code('UCUM', 'mm', 'mm'),
  none: code('UCUM', '1', 'no units'),
  ratio: code('UCUM', '{ratio}', 'ratio'),
} as const;

/** Disc at each level (CID 7602). */
export const DISC_CODE: Readonly<Record<Level, Code>> = {
  'T12-L1': sct('76206002', 'T12/L1 disc'),
  'L1-L2': sct('80064006', 'L1/L2 disc'),
  'L2-L3': sct('67459009', 'L2/L3 disc'),
  'L3-L4': sct('62551000', 'L3/L4 disc'),
  'L4-L5': sct('84020006', 'L4/L5 disc'),
  'L5-S1': sct('715056000', 'L5/S1 disc'),
};

/** Vertebrae by the name they have in a segmentation (CID 7602). */
export const VERTEBRA_CODE: Readonly<Record<string, Code>> = {
  T10: sct('7610001', 'T10 vertebra'),
  T11: sct('12989004', 'T11 vertebra'),
  T12: sct('23215003', 'T12 vertebra'),
  L1: sct('66794005', 'L1 vertebra'),
  L2: sct('14293000', 'L2 vertebra'),
  L3: sct('36470004', 'L3 vertebra'),
  L4: sct('11994002', 'L4 vertebra'),
  L5: sct('49668003', 'L5 vertebra'),
  sacrum: sct('54735007', 'Sacrum'),
};

const FORAMEN = radlex('RID7885', 'intervertebral foramen');
const FACET = radlex('RID7901', 'facet joint of spine');
const FORAMINAL_STENOSIS = radlex('RID5034', 'foraminal spinal stenosis');
const OSTEOARTHRITIS = radlex('RID3555', 'osteoarthritis');

/** The finding's code, and the structure within the level where it is; a disc finding has none. */
export const CONDITION_CODE: Readonly<
  Record<Condition, { readonly finding: Code; readonly structure?: Code }>
> = {
  SCS: { finding: radlex('RID5029', 'central spinal stenosis'), structure: VALUE.spinalCanal },
  LFS: { finding: FORAMINAL_STENOSIS, structure: FORAMEN },
  RFS: { finding: FORAMINAL_STENOSIS, structure: FORAMEN },
  DB: { finding: radlex('RID5089', 'disc bulge') },
  DOC: { finding: OWN.doc },
  LFA: { finding: OSTEOARTHRITIS, structure: FACET },
  RFA: { finding: OSTEOARTHRITIS, structure: FACET },
  LFT: { finding: OWN.lft, structure: radlex('RID7850', 'ligamentum flavum') },
  EL: {
    finding: OWN.el,
    structure: radlex('RID20052', 'lumbar segment of spinal epidural space'),
  },
};

/** Modic's types 1 to 3 are RadLex's types of end-plate marrow change; RadLex knows no other change of an end plate. */
export const GRADING_CODE: Readonly<Record<GradingKey, Code>> = {
  pfirrmann: radlex('RID5086', 'intervertebral disc degeneration'),
  narrowing: radlex('RID5088', 'disc height loss'),
  herniation: radlex('RID5090', 'disc herniation'),
  modic: radlex('RID5109', 'endplate marrow change'),
  endplate: own('endplate', 'End-plate change'),
  listhesis: radlex('RID4780', 'spondylolisthesis'),
};

/** What reports of schema version 3 wrote instead. */
export const FORMER_GRADING_CODE: Readonly<Partial<Record<GradingKey, Code>>> = {
  pfirrmann: own('pfirrmann', 'Disc degeneration'),
  narrowing: own('narrowing', 'Disc space narrowing'),
  modic: own('modic', 'Modic change'),
  listhesis: own('listhesis', 'Spondylolisthesis'),
};

export const NOT_GRADED_CODE: Readonly<Record<NotGradedReason, Code>> = {
  'no-model': own('no-model', 'The installed model does not grade it'),
  'not-in-images': own('not-in-images', 'No image shows the place'),
  'no-axial': own('no-axial', 'It needs axial images, and there are none'),
  'level-cut-off': own('level-cut-off', 'The images end within the level'),
  'wrong-geometry': own('wrong-geometry', 'The positions in the headers contradict the images'),
};

const notAssessed = (value: string, key: NotAssessed) => own(value, NOT_ASSESSED_NAMES[key]);

/** What a report says that nobody assessed; a code value has at most 16 characters. */
export const NOT_ASSESSED_CODE: Readonly<Record<NotAssessed, Code>> = {
  'subarticular-stenosis': radlex('RID5033', 'subarticular spinal stenosis'),
  'nerve-root-compression': notAssessed('na-nerve-root', 'nerve-root-compression'),
  'herniation-type': notAssessed('na-hernia-type', 'herniation-type'),
  'modic-type': notAssessed('na-modic-type', 'modic-type'),
  'annular-fissure': notAssessed('na-annulus', 'annular-fissure'),
  'bone-marrow': notAssessed('na-marrow', 'bone-marrow'),
  'fracture-age': notAssessed('na-fracture-age', 'fracture-age'),
  tumor: notAssessed('na-tumor', 'tumor'),
  infection: notAssessed('na-infection', 'infection'),
  conus: notAssessed('na-conus', 'conus'),
  'cauda-equina': notAssessed('na-cauda-equina', 'cauda-equina'),
  'sacroiliac-joints': notAssessed('na-si-joints', 'sacroiliac-joints'),
  'postoperative-changes': notAssessed('na-postoperative', 'postoperative-changes'),
  'soft-tissues': notAssessed('na-soft-tissues', 'soft-tissues'),
};

export const SIDE_CODE: Readonly<Record<Side, Code>> = {
  left: sct('7771000', 'Left'),
  right: sct('24028007', 'Right'),
};

export const GRADE_CODE: Readonly<Record<Grade, Code>> = {
  none: sct('260413007', 'None'),
  mild: sct('255604002', 'Mild'),
  moderate: sct('6736007', 'Moderate'),
  severe: sct('24484000', 'Severe'),
  absent: sct('272519000', 'Absent'),
  present: sct('52101004', 'Present'),
};

/** Grades of the degeneration gradings. */
export const GRADING_GRADE_CODE: Readonly<Record<GradingGrade, Code>> = {
  '1': own('pfirrmann-1', 'Pfirrmann 1'),
  '2': own('pfirrmann-2', 'Pfirrmann 2'),
  '3': own('pfirrmann-3', 'Pfirrmann 3'),
  '4': own('pfirrmann-4', 'Pfirrmann 4'),
  '5': own('pfirrmann-5', 'Pfirrmann 5'),
  absent: GRADE_CODE.absent,
  present: GRADE_CODE.present,
};

/** Codes of segmentation objects (CID 7150, 7162, 7202, 7203, 7005). */
export const SEG_CODE = {
  anatomicalStructure: sct('123037004', 'Anatomical Structure'),
  artificialIntelligence: dcm('123110', 'Artificial Intelligence'),
  segmentation: dcm('113076', 'Segmentation'),
  sourceImage: dcm('121322', 'Source image for image processing operation'),
  processingEquipment: dcm('109102', 'Processing Equipment'),
} as const;

/** Codes of key object selections (CID 7010; TID 2010). */
export const KEY_OBJECT_CODE = {
  ofInterest: dcm('113000', 'Of Interest'),
  description: dcm('113012', 'Key Object Description'),
} as const;

/** A code as an item of a code sequence (PS3.3, table 8.8-1). */
export function codeItem({ value, scheme, meaning }: Code) {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

/** Whether two codes are the same concept; meanings do not count. */
export function sameCode(a: Code | null | undefined, b: Code | null | undefined): boolean {
  return !!a && !!b && a.value === b.value && a.scheme === b.scheme;
}

/** The key whose code is the given one. */
export function keyOfCode<K extends string>(
  codes: Readonly<Partial<Record<K, Code>>>,
  wanted: Code | null
): K | null {
  const keys = Object.keys(codes) as K[];
  return keys.find(key => sameCode(codes[key], wanted)) ?? null;
}

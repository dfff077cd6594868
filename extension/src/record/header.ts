import { type ModelIdentity, uidFrom } from '../findings';
import { codeItem, PRIVATE_SCHEME, SEG_CODE } from './codes';
import { clipped } from './format';
import { PRODUCT, RESEARCH_USE } from './product';
import type { NaturalizedDataset } from './record';
import { requests } from './requests';

/** Type 2 attributes of the Patient and General Study modules: present, empty where not known. */
const REQUIRED = [
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyDate',
  'StudyTime',
  'ReferringPhysicianName',
  'StudyID',
  'AccessionNumber',
] as const;

/** Attributes that are copied where the source has them. */
const OPTIONAL = [
  'IssuerOfPatientID',
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'PatientAge',
  'PatientSize',
  'PatientWeight',
  'StudyDescription',
] as const;

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && (value.length === 0 || isEmpty(value[0])))
  );
}

/** A patient's name as one DICOM PN string, however the reader of the source represented it. */
export function personNameString(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (first instanceof String) {
    return first.valueOf();
  }
  if (typeof first === 'object' && first !== null) {
    const { Alphabetic, Ideographic, Phonetic } = first as Record<string, unknown>;
    const groups = [Alphabetic, Ideographic, Phonetic].map(group =>
      typeof group === 'string' ? group : ''
    );
    return groups.join('=').replace(/=+$/, '');
  }
  return isEmpty(first) ? '' : String(first);
}

/** The patient and study attributes that a derived object shares with its source (PS3.3, A.1.2). */
export function patientAndStudy(header: NaturalizedDataset): NaturalizedDataset {
  const copied: NaturalizedDataset = {};
  for (const keyword of REQUIRED) {
    copied[keyword] = isEmpty(header[keyword]) ? '' : header[keyword];
  }
  for (const keyword of OPTIONAL) {
    if (!isEmpty(header[keyword])) {
      copied[keyword] = header[keyword];
    }
  }
  for (const keyword of ['PatientName', 'ReferringPhysicianName']) {
    copied[keyword] = personNameString(header[keyword]);
  }
  return copied;
}

/** What is said of the source images' compression; a derived object repeats it (PS3.3, C.7.6.1.1.5). */
const LOSSY = [
  'LossyImageCompression',
  'LossyImageCompressionRatio',
  'LossyImageCompressionMethod',
] as const;

/**
 * All that the builders take from an image's header, as plain values that can be sent to a worker; what
 * they build from it is the same. (A viewer's own headers hold proxies.)
 */
export function sourceHeader(header: NaturalizedDataset): NaturalizedDataset {
  const lossy = LOSSY.flatMap(keyword => {
    const value = header[keyword];
    return value === undefined ? [] : [[keyword, Array.isArray(value) ? [...value] : value]];
  });
  return {
    ...patientAndStudy(header),
    ...Object.fromEntries(lossy),
    RequestAttributesSequence: requests(header),
  };
}

/** The UID of a device: it changes with the software's version and with every model's weights. */
export function deviceUID(models: readonly ModelIdentity[]): string {
  const hashes = models.map(model => model.sha256).sort();
  return uidFrom('device', PRODUCT.model, PRODUCT.version, ...hashes);
}

/** A serial number (LO) that stands for the same combination of weights as the device's UID. */
export function deviceSerial(models: readonly ModelIdentity[]): string {
  return models.length ? models.map(model => model.sha256.slice(0, 12)).join('-') : 'none';
}

/** General and Enhanced General Equipment modules (PS3.3, C.7.5.1 and C.7.5.2). */
export function equipment(models: readonly ModelIdentity[]): NaturalizedDataset {
  return {
    Manufacturer: PRODUCT.manufacturer,
    ManufacturerModelName: PRODUCT.model,
    DeviceSerialNumber: clipped(deviceSerial(models), 64),
    SoftwareVersions: PRODUCT.version,
    DeviceUID: deviceUID(models),
  };
}

/** One item per algorithm (IHE AIR); its device UID changes with the weights. */
export function contributingEquipment(models: readonly ModelIdentity[]): NaturalizedDataset[] {
  return models.map(model => ({
    PurposeOfReferenceCodeSequence: [codeItem(SEG_CODE.processingEquipment)],
    Manufacturer: PRODUCT.manufacturer,
    ManufacturerModelName: clipped(model.name, 64),
    SoftwareVersions: clipped(model.version, 64),
    DeviceUID: deviceUID([model]),
    ContributionDescription: `Weights with SHA-256 ${model.sha256}. ${RESEARCH_USE}`,
  }));
}

/** Declares the coding schemes that are not in DICOM's own registry of well-known ones (PS3.3, C.12.1.1.1). */
export function codingSchemes(version: number): NaturalizedDataset[] {
  return [
    {
      CodingSchemeDesignator: PRIVATE_SCHEME,
      CodingSchemeName: 'DeepSPINE for OHIF',
      CodingSchemeVersion: String(version),
      CodingSchemeResponsibleOrganization: 'DeepSPINE for OHIF project',
    },
    { CodingSchemeDesignator: 'RADLEX', CodingSchemeName: 'RadLex' },
  ];
}

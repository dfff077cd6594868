import type { Code } from '../codes';
import { personNameString } from '../header';
import type { NaturalizedDataset } from '../record';
import { concept, dicomIdentifier } from './coding';
import { plain } from './plainTexts';
import type { FhirElement } from './resource';

const STUDY_INSTANCE_UID: Code = {
  scheme: 'DCM',
  value: '110180',
  meaning: 'Study Instance UID',
};

/** The first value of an attribute as plain text; '' where there is none. */
export const text = (header: NaturalizedDataset, keyword: string): string => {
  const value = header[keyword];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' ? plain(String(first)).trim() : '';
};

/** 'Jane Doe' of a DICOM name's first group that says anything. */
function nameOf(header: NaturalizedDataset): string {
  const group = personNameString(header.PatientName)
    .split('=')
    .find(one => one.replace(/[\s^]/g, '') !== '');
  const [family = '', given = '', middle = ''] = (group ?? '').split('^');
  return [given, middle, family].filter(Boolean).join(' ');
}

/** 'YYYY-MM-DD' of a DA; null for what is none. FHIR wants a time zone with a time, and DICOM's may be missing. */
export function dateOf(date: string): string | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  return year ? `${year}-${month}-${day}` : null;
}

/** Whom the findings are about, by the identifier that the archive knows. */
export function patient(header: NaturalizedDataset): FhirElement {
  const id = text(header, 'PatientID');
  const issuer = text(header, 'IssuerOfPatientID');
  const name = nameOf(header);
  return {
    type: 'Patient',
    ...(id
      ? { identifier: { value: id, ...(issuer ? { assigner: { display: issuer } } : {}) } }
      : {}),
    display: name || id || 'unknown',
  };
}

/** The study, by its UID. */
export const imagingStudy = (study: string): FhirElement => ({
  type: 'ImagingStudy',
  identifier: { type: concept(STUDY_INSTANCE_UID), ...dicomIdentifier(study) },
});

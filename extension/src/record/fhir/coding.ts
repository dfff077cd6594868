import { uidFrom } from '../../findings';
import { CONCEPT, PRIVATE_SCHEME, type Code } from '../codes';
import type { FhirElement } from './resource';

/** Names of code systems in FHIR, as HL7's guide of DICOM SR in FHIR has them; ours is an OID of its own. */
export const SYSTEM: Readonly<Record<string, string>> = {
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
  SCT: 'http://snomed.info/sct',
  RADLEX: 'http://radlex.org',
  UCUM: 'http://unitsofmeasure.org',
  NCIt: 'https://ncit.nci.nih.gov',
  [PRIVATE_SCHEME]: `urn:oid:${uidFrom('coding scheme', PRIVATE_SCHEME)}`,
};

const DICOM_UID = 'urn:dicom:uid';

export const concept = ({ scheme, value, meaning }: Code, text?: string): FhirElement => ({
  coding: [{ system: SYSTEM[scheme], code: value, display: meaning }],
  ...(text ? { text } : {}),
});

export const dicomIdentifier = (uid: string): FhirElement => ({
  system: DICOM_UID,
  value: `urn:oid:${uid}`,
});

/** The UUID of a resource; the same for the same thing, so that sending it again makes no second one. */
export function urnOf(...parts: readonly string[]): string {
  const number = BigInt(uidFrom('fhir', ...parts).replace('2.25.', ''));
  const hex = number.toString(16).padStart(32, '0');
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

export const component = (code: Code, value: FhirElement): FhirElement => ({
  code: concept(code),
  ...value,
});
export const coded = (code: Code, value: Code): FhirElement =>
  component(code, { valueCodeableConcept: concept(value) });

/** A component; none where there is no probability. */
export const probability = (value: number | undefined): FhirElement[] =>
  value === undefined
    ? []
    : [
        component(CONCEPT.probability, {
          valueQuantity: { value: Number(value.toFixed(4)), system: SYSTEM.UCUM, code: '1' },
        }),
      ];

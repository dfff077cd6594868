import { personNameString } from './header';
import type { NaturalizedDataset } from './record';

/** Why two datasets cannot be taken for one patient's. */
export type PatientDifference = 'PatientID' | 'PatientName' | 'PatientBirthDate' | 'PatientSex';

/** What stands for a name or an ID where these were taken out: many patients share it. */
const PLACEHOLDER =
  /^(anon\w*|de-?identified|removed|unknown|unbekannt|none|no ?name|n\/?a|null|test|patient|0+|x+|-+)$/i;

const single = (value: unknown): string => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null ? '' : String(first).trim();
};

/** Letters without case and accents; components apart, empty ones at the end left out (PS3.5, 6.2.1). */
function comparableName(value: unknown): string {
  const [alphabetic = '', ideographic = '', phonetic = ''] = personNameString(value).split('=');
  const group = [alphabetic, ideographic, phonetic].find(text => text.replace(/[\s^]/g, '') !== '');
  return (group ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split('^')
    .map(component => component.trim().replace(/\s+/g, ' '))
    .join('^')
    .replace(/[\s^]+$/, '');
}

/** "ANON" or "Anonymous^" names nobody. */
const isPlaceholder = (text: string): boolean => PLACEHOLDER.test(text.replaceAll('^', ' ').trim());

const differ = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;

/**
 * Whether two naturalized datasets are of one patient: the same Patient ID, and name, birth date and sex where both
 * state them. An ID that stands for a removed one tells nobody apart; then name and birth date have to.
 *
 * @returns null for one patient; else the first attribute that speaks against it
 */
export function patientDifference(
  a: NaturalizedDataset,
  b: NaturalizedDataset
): PatientDifference | null {
  const both = (read: (dataset: NaturalizedDataset) => string) => [read(a), read(b)] as const;
  const [id, otherId] = both(dataset => single(dataset.PatientID));
  const issuers = both(dataset => single(dataset.IssuerOfPatientID));
  if (id === '' || id !== otherId || differ(...issuers)) {
    return 'PatientID';
  }
  const names = both(dataset => comparableName(dataset.PatientName));
  const births = both(dataset => single(dataset.PatientBirthDate));
  const sexes = both(dataset => single(dataset.PatientSex).toUpperCase());
  if (differ(...names)) {
    return 'PatientName';
  }
  if (differ(...births)) {
    return 'PatientBirthDate';
  }
  if (differ(...sexes)) {
    return 'PatientSex';
  }
  const named = names.every(name => name !== '' && !isPlaceholder(name));
  const born = births.every(date => date !== '');
  return isPlaceholder(id) && !(named && born) ? 'PatientID' : null;
}

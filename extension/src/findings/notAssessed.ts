/** What a reader of a lumbar MRI expects and may not get, by the names that the manifest uses. */
export const NOT_ASSESSED = [
  'subarticular-stenosis',
  'nerve-root-compression',
  'herniation-type',
  'modic-type',
  'annular-fissure',
  'bone-marrow',
  'fracture-age',
  'tumor',
  'infection',
  'conus',
  'cauda-equina',
  'sacroiliac-joints',
  'postoperative-changes',
  'soft-tissues',
] as const;
export type NotAssessed = (typeof NOT_ASSESSED)[number];

/** As they are written within a sentence. */
export const NOT_ASSESSED_NAMES: Readonly<Record<NotAssessed, string>> = {
  'subarticular-stenosis': 'subarticular (lateral recess) stenosis',
  'nerve-root-compression': 'nerve root compression',
  'herniation-type': 'type and migration of herniations',
  'modic-type': 'type of Modic changes',
  'annular-fissure': 'annular fissures',
  'bone-marrow': 'bone marrow',
  'fracture-age': 'age of fractures',
  tumor: 'tumor',
  infection: 'infection',
  conus: 'conus medullaris',
  'cauda-equina': 'cauda equina',
  'sacroiliac-joints': 'sacroiliac joints',
  'postoperative-changes': 'postoperative changes',
  'soft-tissues': 'paraspinal and abdominal soft tissues',
};

export const isNotAssessed = (value: unknown): value is NotAssessed =>
  (NOT_ASSESSED as readonly unknown[]).includes(value);

/** The one line that is said of them; '' where nothing is left out. */
export function notAssessedSentence(list: readonly NotAssessed[]): string {
  const names = list.map(key => NOT_ASSESSED_NAMES[key]);
  return names.length ? `Not assessed: ${names.join(', ')}.` : '';
}

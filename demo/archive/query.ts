import type { JsonDataset, JsonElement } from './dicomJson';
import { matchesWildcard } from './wildcard';
import type { StoredInstance } from './store';

/** Attributes that a QIDO-RS answer holds besides those asked for (PS3.18 tables 10.6.3-3 to -5). */
const STUDY_TAGS = [
  ...['00080020', '00080030', '00080050', '00080090', '00081030', '00100010', '00100020'],
  ...['00100030', '00100040', '0020000D', '00200010'],
];
const SERIES_TAGS = [
  ...['00080021', '00080031', '00080060', '0008103E', '00180015', '0020000D', '0020000E'],
  ...['00200011', '00400244', '00400245'],
];
const INSTANCE_TAGS = [
  ...['00080016', '00080018', '0020000D', '0020000E', '00200013', '00280008', '00280010'],
  ...['00280011', '00280100'],
];

const KEYWORDS: Readonly<Record<string, string>> = {
  AccessionNumber: '00080050',
  BodyPartExamined: '00180015',
  InstanceNumber: '00200013',
  Modality: '00080060',
  ModalitiesInStudy: '00080061',
  NumberOfFrames: '00280008',
  PatientBirthDate: '00100030',
  PatientID: '00100020',
  PatientName: '00100010',
  PatientSex: '00100040',
  ReferringPhysicianName: '00080090',
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  SeriesDescription: '0008103E',
  SeriesInstanceUID: '0020000E',
  SeriesNumber: '00200011',
  StudyDate: '00080020',
  StudyDescription: '00081030',
  StudyID: '00200010',
  StudyInstanceUID: '0020000D',
  StudyTime: '00080030',
};

const DATES = new Set(['00080020', '00080021', '00100030']);

/** QIDO-RS search for studies, series or instances among these instances (PS3.18 10.6). */
export function search(
  level: 'studies' | 'series' | 'instances',
  instances: readonly StoredInstance[],
  query: URLSearchParams
): JsonDataset[] {
  const rows = ROWS[level](instances, includedTags(query));
  const matching = rows.filter(({ row, all }) => matches({ ...all, ...row }, query));
  const offset = Number(query.get('offset')) || 0;
  const limit = Number(query.get('limit')) || matching.length;
  return matching.slice(offset, offset + limit).map(({ row }) => row);
}

interface Row {
  readonly row: JsonDataset;
  /** Every attribute of the first instance: what may be matched although it is not returned. */
  readonly all: JsonDataset;
}

type Included = readonly string[] | 'all';

const ROWS = {
  studies: (instances: readonly StoredInstance[], included: Included): Row[] =>
    groups(instances, 'study').map(group => {
      const all = group[0]!.json;
      const unique = (tag: string) => [
        ...new Set(group.map(({ json }) => json[tag]?.Value?.[0]).filter(v => v != null)),
      ];
      return {
        all,
        row: {
          ...pick(all, STUDY_TAGS, included),
          '00080061': { vr: 'CS', Value: unique('00080060') },
          '00201206': { vr: 'IS', Value: [groups(group, 'series').length] },
          '00201208': { vr: 'IS', Value: [group.length] },
        },
      };
    }),
  series: (instances: readonly StoredInstance[], included: Included): Row[] =>
    groups(instances, 'series').map(group => {
      const all = group[0]!.json;
      const count: JsonElement = { vr: 'IS', Value: [group.length] };
      return { all, row: { ...pick(all, SERIES_TAGS, included), '00201209': count } };
    }),
  instances: (instances: readonly StoredInstance[], included: Included): Row[] =>
    instances.map(({ json }) => ({ all: json, row: pick(json, INSTANCE_TAGS, included) })),
};

function groups(instances: readonly StoredInstance[], by: 'study' | 'series'): StoredInstance[][] {
  const found = new Map<string, StoredInstance[]>();
  for (const instance of instances) {
    const group = found.get(instance[by]);
    if (group) {
      group.push(instance);
    } else {
      found.set(instance[by], [instance]);
    }
  }
  return [...found.values()];
}

function pick(json: JsonDataset, tags: readonly string[], included: Included): JsonDataset {
  if (included === 'all') {
    return json;
  }
  return Object.fromEntries(
    [...tags, ...included].flatMap(tag => (json[tag] ? [[tag, json[tag]]] : []))
  );
}

function includedTags(query: URLSearchParams): Included {
  const fields = query.getAll('includefield').flatMap(field => field.split(','));
  return fields.includes('all') ? 'all' : fields.map(toTag);
}

function toTag(name: string): string {
  return KEYWORDS[name] ?? name.toUpperCase();
}

function matches(row: JsonDataset, query: URLSearchParams): boolean {
  return [...query].every(([name, wanted]) => {
    const tag = toTag(name);
    const isAttribute = /^[0-9A-F]{8}$/.test(tag);
    return !isAttribute || wanted === '' || matchesValue(tag, row[tag], wanted);
  });
}

/** Range, list and wildcard matching (PS3.4 C.2.2.2); the case of letters is ignored. */
function matchesValue(tag: string, element: JsonElement | undefined, wanted: string): boolean {
  const held = (element?.Value ?? []).map(textOf);
  if (DATES.has(tag) && wanted.includes('-')) {
    const [from = '', to = ''] = wanted.split('-');
    return held.some(date => date >= from && (to === '' || date <= to));
  }
  const patterns = wanted.split(/[\\,]/);
  return (held.length > 0 ? held : ['']).some(value =>
    patterns.some(p => matchesWildcard(p, value))
  );
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'Alphabetic' in value
    ? String(value.Alphabetic)
    : String(value ?? '');
}

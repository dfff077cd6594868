import {
  EVIDENCE_METRICS,
  isNotAssessed,
  NOT_ASSESSED,
  type Evidence,
  type NotAssessed,
} from '../../findings';
import {
  countAt,
  fail,
  listAt,
  numberAt,
  numbersAt,
  objectAt,
  refuseTwice,
  textAt,
} from './manifestFields';

/** A file below the manifest's folder, "#" and a JSON pointer (RFC 6901). */
const FIGURES = /^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*\.json#(\/[^/]+)+$/;

/** A head's `evidence`. */
export function evidenceAt(value: unknown, where: string): Evidence {
  const entry = objectAt(value, where);
  const { status } = entry;
  if (status === 'simulated-only') {
    return { status };
  }
  if (status !== 'real') {
    return fail(`${where}.status`, { context: 'neither', one: 'real', other: 'simulated-only' });
  }
  const metric =
    EVIDENCE_METRICS.find(known => known === entry.metric) ??
    fail(`${where}.metric`, { context: 'none-of', known: EVIDENCE_METRICS.join(', ') });
  const shown = numberAt(entry, 'value', where);
  const [low, high] = numbersAt(entry, 'interval', where, 2) as [number, number];
  if (!(low <= shown && shown <= high)) {
    fail(`${where}.interval`, { context: 'interval' });
  }
  const n = countAt(entry, 'n', where);
  const patients = countAt(entry, 'patients', where);
  if (patients > n) {
    fail(`${where}.patients`, { context: 'patients' });
  }
  const baseline = objectAt(entry.baseline, `${where}.baseline`);
  const figures = textAt(entry, 'figures', where);
  if (!FIGURES.test(figures)) {
    fail(`${where}.figures`, { context: 'figures' });
  }
  return {
    status,
    dataSet: textAt(entry, 'dataSet', where),
    ...{ n, patients, metric, value: shown, interval: [low, high] },
    baseline: {
      name: textAt(baseline, 'name', `${where}.baseline`),
      value: numberAt(baseline, 'value', `${where}.baseline`),
    },
    figures,
  };
}

/** The manifest's `notAssessed`. */
export function notAssessedAt(value: unknown, where: string): NotAssessed[] {
  const list = listAt(value, where).map((key, i) =>
    isNotAssessed(key)
      ? key
      : fail(`${where}[${i}]`, { context: 'none-of', known: NOT_ASSESSED.join(', ') })
  );
  refuseTwice(list, where);
  return list;
}

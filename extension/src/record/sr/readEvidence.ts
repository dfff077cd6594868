import {
  CONDITIONS,
  EVIDENCE_METRICS,
  GRADINGS,
  type Evidence,
  type HeadKey,
  type UsedModel,
} from '../../findings';
import { CONCEPT } from '../codes';
import type { NaturalizedDataset } from '../record';
import { EVIDENCE_PREFIX } from './observers';
import { badReport, children, textOf } from './tree';

const HEADS: readonly HeadKey[] = [...CONDITIONS, ...GRADINGS];

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => Number.isFinite(value);

function isEvidence(value: unknown): value is Evidence {
  if (!isObject(value)) {
    return false;
  }
  const { status, dataSet, n, patients, metric, interval, baseline, figures } = value;
  return (
    status === 'simulated-only' ||
    (status === 'real' &&
      [dataSet, figures].every(text => typeof text === 'string') &&
      [n, patients, value.value].every(isNumber) &&
      EVIDENCE_METRICS.some(known => known === metric) &&
      Array.isArray(interval) &&
      interval.length === 2 &&
      interval.every(isNumber) &&
      isObject(baseline) &&
      typeof baseline.name === 'string' &&
      isNumber(baseline.value))
  );
}

function parsed(text: string): Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (!isEvidence(value)) {
    throw badReport({ context: 'evidence' });
  }
  return value;
}

/** What a node's algorithm parameters say that its heads were tested on; null where they say nothing. */
export function readEvidence(node: NaturalizedDataset): UsedModel['evidence'] | null {
  const evidence: Partial<Record<HeadKey, Evidence>> = {};
  for (const text of children(node, CONCEPT.algorithmParameters).map(textOf)) {
    const split = text.indexOf('=');
    const head = HEADS.find(key => text.slice(0, split) === EVIDENCE_PREFIX + key);
    if (head) {
      evidence[head] = parsed(text.slice(split + 1));
    }
  }
  return Object.keys(evidence).length ? evidence : null;
}

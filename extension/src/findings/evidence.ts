import type { ModelIdentity } from './finding';
import type { GradingKey } from './gradings';
import type { Condition } from './vocabulary';

/** How well a head does: area under the ROC curve, quadratically weighted kappa, or overlap of structures. */
export const EVIDENCE_METRICS = ['auc', 'quadraticKappa', 'dice'] as const;
export type EvidenceMetric = (typeof EVIDENCE_METRICS)[number];

/** What a head of a model was tested on, with real labels of patients that its weights never met. */
export interface RealEvidence {
  readonly status: 'real';
  /** Which images and labels, and how they were kept apart. */
  readonly dataSet: string;
  /** Cells with a label. */
  readonly n: number;
  readonly patients: number;
  readonly metric: EvidenceMetric;
  readonly value: number;
  /** 95 % interval. */
  readonly interval: readonly [low: number, high: number];
  /** What says nothing of the image scores. */
  readonly baseline: { readonly name: string; readonly value: number };
  /** Where the same numbers stand: a file relative to the manifest, "#", a JSON pointer. */
  readonly figures: string;
}

/** Nothing but simulated images was at hand. */
export interface SimulatedEvidence {
  readonly status: 'simulated-only';
}

export type Evidence = RealEvidence | SimulatedEvidence;

/** What a head of a grading model grades. */
export type HeadKey = Condition | GradingKey;

/** A model that took part in an analysis, with what is known of each of its heads. */
export interface UsedModel extends ModelIdentity {
  /** By what the head grades; missing where the manifest says nothing of it. */
  readonly evidence?: Readonly<Partial<Record<HeadKey, Evidence>>>;
}

/**
 * The evidence behind what a model says; null where none is stated, which is no real evidence either.
 *
 * @param models of the analysis or the stored report
 */
export function evidenceOf(
  models: readonly UsedModel[],
  model: ModelIdentity,
  head: HeadKey
): Evidence | null {
  const used = models.find(({ name, sha256 }) => name === model.name && sha256 === model.sha256);
  return used?.evidence?.[head] ?? null;
}

/** Whether a head was tested on real labels. */
export const isReal = (evidence: Evidence | null): evidence is RealEvidence =>
  evidence?.status === 'real';

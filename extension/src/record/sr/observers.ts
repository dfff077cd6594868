import {
  evidenceOf,
  type Evidence,
  type HeadKey,
  type ModelIdentity,
  type UsedModel,
} from '../../findings';
import { CONCEPT, VALUE } from '../codes';
import { deviceSerial, deviceUID } from '../header';
import { PRODUCT } from '../product';
import { code, type ContentItem, personName, text, uidRef } from './content';

/** The name written for a reader whose name is not known; read back as "no name". */
export const UNNAMED_READER = 'Reader^Unnamed';

/** TID 1004: the software with its weights. */
export function deviceObserver(models: readonly ModelIdentity[]): ContentItem[] {
  return [
    code('HAS OBS CONTEXT', CONCEPT.observerType, VALUE.device),
    uidRef('HAS OBS CONTEXT', CONCEPT.deviceObserverUID, deviceUID(models)),
    text('HAS OBS CONTEXT', CONCEPT.deviceObserverName, `${PRODUCT.model} ${PRODUCT.version}`),
    text('HAS OBS CONTEXT', CONCEPT.deviceObserverManufacturer, PRODUCT.manufacturer),
    text('HAS OBS CONTEXT', CONCEPT.deviceObserverModel, PRODUCT.model),
    text('HAS OBS CONTEXT', CONCEPT.deviceObserverSerial, deviceSerial(models)),
  ];
}

/** TID 1003: the person who stated or changed something. */
export function personObserver(name: string | undefined): ContentItem[] {
  return [
    code('HAS OBS CONTEXT', CONCEPT.observerType, VALUE.person),
    personName('HAS OBS CONTEXT', CONCEPT.personObserverName, name || UNNAMED_READER),
  ];
}

export const HASH_PREFIX = 'sha256=';

export const EVIDENCE_PREFIX = 'evidence ';

/** What is known of heads of a model, by what they grade. */
export type HeadEvidence = UsedModel['evidence'];

/** What is known of the one head that a statement comes from. */
export function evidenceFor(
  models: readonly UsedModel[],
  model: ModelIdentity,
  head: HeadKey
): HeadEvidence {
  const evidence = evidenceOf(models, model, head);
  return evidence ? { [head]: evidence } : {};
}

/** 'evidence DB={"status":"real",…}': what the head was tested on. */
const evidenceText = (head: string, evidence: Evidence): string =>
  `${EVIDENCE_PREFIX}${head}=${JSON.stringify(evidence)}`;

/** TID 4019: which weights said it, and what is known of them. */
export function algorithmIdentification(
  model: ModelIdentity,
  evidence: HeadEvidence = {}
): ContentItem[] {
  return [
    text('HAS CONCEPT MOD', CONCEPT.algorithmName, model.name),
    text('HAS CONCEPT MOD', CONCEPT.algorithmVersion, model.version),
    text('HAS CONCEPT MOD', CONCEPT.algorithmParameters, HASH_PREFIX + model.sha256),
    ...Object.entries(evidence).map(([head, known]) =>
      text('HAS CONCEPT MOD', CONCEPT.algorithmParameters, evidenceText(head, known))
    ),
  ];
}

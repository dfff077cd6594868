import type { ModelIdentity } from '../../findings';
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

/** TID 4019: which weights said it. */
export function algorithmIdentification(model: ModelIdentity): ContentItem[] {
  return [
    text('HAS CONCEPT MOD', CONCEPT.algorithmName, model.name),
    text('HAS CONCEPT MOD', CONCEPT.algorithmVersion, model.version),
    text('HAS CONCEPT MOD', CONCEPT.algorithmParameters, HASH_PREFIX + model.sha256),
  ];
}

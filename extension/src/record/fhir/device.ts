import type { ModelIdentity } from '../../findings';
import { deviceUID } from '../header';
import { PRODUCT, RESEARCH_USE } from '../product';
import { dicomIdentifier, urnOf } from './coding';
import type { FhirResource } from './resource';

export const deviceUrn = (model: ModelIdentity): string => urnOf('device', deviceUID([model]));

/** A model as the device that states its findings. */
export const device = (model: ModelIdentity): FhirResource => ({
  resourceType: 'Device',
  identifier: [dicomIdentifier(deviceUID([model]))],
  manufacturer: PRODUCT.manufacturer,
  deviceName: [{ name: model.name, type: 'model-name' }],
  version: [{ value: model.version }],
  note: [{ text: `${PRODUCT.model} ${PRODUCT.version}; SHA-256 ${model.sha256}. ${RESEARCH_USE}` }],
});

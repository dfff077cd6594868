import type { BackendPreference } from '../inference/types';

/** What a site may set under `deepspine.configuration` in OHIF's customization service. */
export interface Configuration {
  /** Where worker.js, ort/ and models/ are served; relative to the page. */
  readonly baseUrl: string;
  readonly backend: BackendPreference;
  /** Whether saving also stores the segmentation of the spine as DICOM SEG. */
  readonly storeSegmentation: boolean;
  /** binary: every archive takes it; labelmap: smaller, needs an archive that knows Supplement 243. */
  readonly segmentationEncoding: 'binary' | 'labelmap';
  /** Whether vertebrae, discs and canal are drawn over the sagittal images. */
  readonly showSegmentation: boolean;
}

export const CONFIGURATION_KEY = 'deepspine.configuration';

export const DEFAULT_CONFIGURATION: Configuration = {
  baseUrl: '/deepspine/',
  backend: 'auto',
  storeSegmentation: true,
  segmentationEncoding: 'binary',
  showSegmentation: true,
};

const ALLOWED: { readonly [Key in keyof Configuration]: (value: unknown) => boolean } = {
  baseUrl: value => typeof value === 'string' && value !== '',
  backend: value => value === 'auto' || value === 'webgpu' || value === 'wasm',
  storeSegmentation: value => typeof value === 'boolean',
  segmentationEncoding: value => value === 'binary' || value === 'labelmap',
  showSegmentation: value => typeof value === 'boolean',
};

/**
 * Joins a site's settings with the defaults; later sources win. Throws an Error that names the key
 * and the value when a setting is unknown or has a value that it cannot have.
 */
export function readConfiguration(...sources: readonly unknown[]): Configuration {
  const settings: Record<string, unknown> = {};
  for (const source of sources) {
    if (source === null || source === undefined) {
      continue;
    }
    if (typeof source !== 'object') {
      throw new Error(`${CONFIGURATION_KEY} must be an object of settings, not ${typeof source}.`);
    }
    for (const [key, value] of Object.entries(source)) {
      const allowed = (ALLOWED as Record<string, ((value: unknown) => boolean) | undefined>)[key];
      if (!allowed) {
        const keys = Object.keys(ALLOWED).join(', ');
        throw new Error(`${CONFIGURATION_KEY} has no setting “${key}”; it has ${keys}.`);
      }
      if (!allowed(value)) {
        throw new Error(`${CONFIGURATION_KEY}.${key} cannot be ${JSON.stringify(value)}.`);
      }
      settings[key] = value;
    }
  }
  return { ...DEFAULT_CONFIGURATION, ...settings };
}

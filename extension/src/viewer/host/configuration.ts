import { refused } from '../../messages';
import { CONDITIONS, type Condition } from '../../findings';
import type { BackendPreference } from '../../inference/protocol/types';
import { DRAFT_STYLES, ENGLISH, type DraftPhrases, type DraftStyle } from '../../reporting/draft';

/** Which findings are drawn on the images: what a reader looks for, or every one that the panel shows. */
export type Annotate = 'abnormal' | 'all';

/** What a site may set under `deepspine.configuration` in OHIF's customization service. */
export interface Configuration {
  /** Where worker.js, ort/ and models/ are served; relative to the page. */
  readonly baseUrl: string;
  /** Where the models run; auto: on the GPU where there is a good one, else in WebAssembly. */
  readonly backend: BackendPreference;
  /** SHA-256 of the only models/manifest.json that is accepted, and with it of the weights; null: any. */
  readonly manifestSha256: string | null;
  /**
   * Whether runtime and models are loaded and started as soon as a study that can be analyzed is open, so that nobody
   * waits for them later.
   */
  readonly preload: boolean;
  /**
   * Whether a study without findings is analyzed in the background while a person looks at it, so that Analyze only
   * shows the result.
   */
  readonly analyzeAhead: boolean;
  /** Whether a study without findings is analyzed as soon as it is open. */
  readonly autoRun: boolean;
  /**
   * Whether grades that need a look are explained in the background after an analysis, for three times its own time at
   * most, so that nobody waits for what drove them.
   */
  readonly explainAhead: boolean;
  /** Whether a decision on a finding goes on to the next one that needs a look. */
  readonly advance: boolean;
  /** The conditions that the panel shows, in its order; the others are graded and stored all the same. */
  readonly conditions: readonly Condition[];
  /** Severity grades of lower probability are unsure; null: as the model's own manifest has it. */
  readonly unsureBelow: number | null;
  /** How the draft report is written: level by level, with the impression first, or only what is there. */
  readonly draftStyle: DraftStyle;
  /**
   * Lines of the draft report with {{comparison}}, {{naming}}, {{levels}}, {{impression}} and {{notAssessed}}; null: as
   * the style has them.
   */
  readonly draftTemplate: string | null;
  /** Phrases of the draft report that replace those of the viewer's language. */
  readonly draftPhrases: Partial<DraftPhrases>;
  /** Name of the viewer's data source that takes reports; null: the one the study came from. */
  readonly archive: string | null;
  /** Whether saving also stores the segmentation of the spine as DICOM SEG. */
  readonly storeSegmentation: boolean;
  /** binary: every archive takes it; labelmap: smaller, needs an archive that knows Supplement 243. */
  readonly segmentationEncoding: 'binary' | 'labelmap';
  /** Stores the segmentation deflated (a hundredth of its size) where the archive takes that, else as it is. */
  readonly compressSegmentation: boolean;
  /** Whether saving also stores which images show abnormal findings, as a Key Object Selection. */
  readonly storeKeyImages: boolean;
  /**
   * Whether saving also stores a summary of one page, for systems that know no structured report: as a Secondary Capture
   * image, as an Encapsulated PDF, or as both.
   */
  readonly storeSummary: 'none' | 'image' | 'pdf' | 'both';
  readonly annotate: Annotate;
  /** Whether vertebrae, discs and canal are drawn over the sagittal images. */
  readonly showSegmentation: boolean;
}

export const CONFIGURATION_KEY = 'deepspine.configuration';

export const DEFAULT_CONFIGURATION: Configuration = {
  baseUrl: '/deepspine/',
  backend: 'auto',
  manifestSha256: null,
  preload: true,
  analyzeAhead: false,
  autoRun: false,
  explainAhead: true,
  advance: true,
  conditions: CONDITIONS,
  unsureBelow: null,
  draftStyle: 'levels',
  draftTemplate: null,
  draftPhrases: {},
  archive: null,
  storeSegmentation: true,
  segmentationEncoding: 'binary',
  compressSegmentation: false,
  storeKeyImages: false,
  storeSummary: 'none',
  annotate: 'abnormal',
  showSegmentation: true,
};

interface Rule {
  readonly allows: (value: unknown) => boolean;
  /** What is allowed, as the error says it. */
  readonly words: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const TEXT: Rule = { allows: isText, words: 'a text that is not empty' };
const SWITCH: Rule = { allows: value => typeof value === 'boolean', words: 'true or false' };

const oneOf = (...values: readonly string[]): Rule => ({
  allows: value => values.some(v => v === value),
  words: `one of ${values.join(', ')}`,
});

const RULES: { readonly [Key in keyof Configuration]: Rule } = {
  baseUrl: TEXT,
  backend: oneOf('auto', 'webgpu', 'wasm'),
  manifestSha256: {
    allows: value => value === null || (isText(value) && /^[0-9a-f]{64}$/.test(value)),
    words: '64 lower-case hexadecimal digits, or null',
  },
  preload: SWITCH,
  analyzeAhead: SWITCH,
  autoRun: SWITCH,
  explainAhead: SWITCH,
  advance: SWITCH,
  conditions: {
    allows: value =>
      Array.isArray(value) &&
      value.length > 0 &&
      new Set(value).size === value.length &&
      value.every(v => CONDITIONS.some(c => c === v)),
    words: `a list of ${CONDITIONS.join(', ')}, each once`,
  },
  unsureBelow: {
    allows: value => value === null || (typeof value === 'number' && value >= 0 && value <= 1),
    words: 'a probability from 0 to 1, or null',
  },
  draftStyle: oneOf(...DRAFT_STYLES),
  draftTemplate: {
    allows: value => value === null || (isText(value) && value.includes('{{levels}}')),
    words: 'a text with {{levels}} in it, or null',
  },
  draftPhrases: {
    allows: value =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).every(([key, phrase]) => Object.hasOwn(ENGLISH, key) && isText(phrase)),
    words: `an object of phrases with keys among ${Object.keys(ENGLISH).join(', ')}`,
  },
  archive: { allows: value => value === null || isText(value), words: 'a name, or null' },
  storeSegmentation: SWITCH,
  segmentationEncoding: oneOf('binary', 'labelmap'),
  compressSegmentation: SWITCH,
  storeKeyImages: SWITCH,
  storeSummary: oneOf('none', 'image', 'pdf', 'both'),
  annotate: oneOf('abnormal', 'all'),
  showSegmentation: SWITCH,
};

/** What a setting may be, in words. */
export const allowedWords = (setting: keyof Configuration): string => RULES[setting].words;

/** A value as the sentence shows it; not every value has a form in JSON. */
function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

/**
 * Joins a site's settings with the defaults; later sources win. Throws DeepSpineError 'bad-arguments' that names the key,
 * the value and what would be allowed when a setting is unknown or has a value that it cannot have.
 */
export function readConfiguration(...sources: readonly unknown[]): Configuration {
  const settings: Record<string, unknown> = {};
  for (const source of sources) {
    if (source === null || source === undefined) {
      continue;
    }
    if (typeof source !== 'object' || Array.isArray(source)) {
      const kind = Array.isArray(source) ? 'a list' : typeof source;
      throw refused('bad-arguments', { context: 'settings', settings: CONFIGURATION_KEY, kind });
    }
    for (const [key, value] of Object.entries(source)) {
      // What every object has by birth ("constructor") is no setting.
      const rule = Object.hasOwn(RULES, key) ? RULES[key as keyof Configuration] : undefined;
      if (!rule) {
        throw refused('bad-arguments', {
          context: 'unknown-setting',
          settings: CONFIGURATION_KEY,
          setting: key.replace(/\s+/g, ' '),
          known: Object.keys(RULES),
        });
      }
      if (!rule.allows(value)) {
        throw refused('bad-arguments', {
          context: 'setting',
          settings: CONFIGURATION_KEY,
          setting: key,
          value: shown(value),
          allowed: rule.words,
        });
      }
      settings[key] = value;
    }
  }
  return { ...DEFAULT_CONFIGURATION, ...settings };
}

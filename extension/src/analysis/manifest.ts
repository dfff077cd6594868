import { CONDITIONS, CONDITION_DEFINITIONS, DeepSpineError, type Condition } from '../findings';
import type { Manifest, ModelInput, ModelOutput, ModelSpec } from './types';

const SCHEMA = 'deepspine-manifest/1';

type Json = Readonly<Record<string, unknown>>;

function fail(where: string, what: string): never {
  throw new DeepSpineError(
    'bad-manifest',
    `The model manifest is not usable: ${where} ${what}; install manifest.json and the model files ` +
      'of one release together.'
  );
}

function objectAt(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(where, 'is not an object');
  }
  return value as Json;
}

function listAt(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(where, 'is not a list');
}

function textAt(object: Json, key: string, where: string): string {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : fail(`${where}.${key}`, 'is no text');
}

function numberAt(object: Json, key: string, where: string): number {
  const value = object[key];
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : fail(`${where}.${key}`, 'is no number');
}

function shapeAt(value: unknown, where: string): (number | string)[] {
  return listAt(value, where).map((size, i) => {
    const good =
      typeof size === 'string' ? size !== '' : Number.isInteger(size) && Number(size) > 0;
    return good
      ? (size as number | string)
      : fail(`${where}[${i}]`, 'is neither a size nor a name');
  });
}

function inputAt(value: unknown, where: string): ModelInput {
  const input = objectAt(value, where);
  const normalization = objectAt(input.normalization, `${where}.normalization`);
  if (normalization.type !== 'zscore') {
    fail(`${where}.normalization.type`, 'is not zscore, the only one known');
  }
  const { scope } = normalization;
  if (scope !== 'slice' && scope !== 'volume') {
    fail(`${where}.normalization.scope`, 'is neither slice nor volume');
  }
  const spacingMm = listAt(input.spacingMm, `${where}.spacingMm`).map((mm, i) =>
    typeof mm === 'number' && mm > 0 ? mm : fail(`${where}.spacingMm[${i}]`, 'is no length')
  );
  return {
    name: textAt(input, 'name', where),
    shape: shapeAt(input.shape, `${where}.shape`),
    ...(input.multipleOf === undefined ? {} : { multipleOf: numberAt(input, 'multipleOf', where) }),
    spacingMm,
    orientation: textAt(input, 'orientation', where),
    normalization: { type: 'zscore', scope },
  };
}

const isCondition = (value: unknown): value is Condition =>
  (CONDITIONS as readonly unknown[]).includes(value);

function outputAt(value: unknown, where: string): ModelOutput {
  const output = objectAt(value, where);
  const classes = listAt(output.classes, `${where}.classes`).map((name, i) =>
    typeof name === 'string' ? name : fail(`${where}.classes[${i}]`, 'is no text')
  );
  const base = {
    name: textAt(output, 'name', where),
    shape: shapeAt(output.shape, `${where}.shape`),
    classes,
  };
  const { condition } = output;
  if (condition === undefined) {
    return base;
  }
  if (!isCondition(condition)) {
    return fail(`${where}.condition`, `is none of ${CONDITIONS.join(', ')}`);
  }
  const grades = CONDITION_DEFINITIONS[condition].grades;
  if (classes.length !== grades.length || classes.some((name, i) => name !== grades[i])) {
    fail(`${where}.classes`, `are not ${grades.join(', ')} in this order`);
  }
  return { ...base, condition };
}

/** A table keyed by condition, each entry read by `read`. */
function perCondition<T>(
  value: unknown,
  where: string,
  read: (entry: unknown, where: string) => T
): Partial<Record<Condition, T>> {
  const table: Partial<Record<Condition, T>> = {};
  for (const [key, entry] of Object.entries(objectAt(value, where))) {
    if (!isCondition(key)) {
      fail(`${where}.${key}`, `is none of ${CONDITIONS.join(', ')}`);
    }
    table[key] = read(entry, `${where}.${key}`);
  }
  return table;
}

function modelAt(value: unknown, where: string): ModelSpec {
  const model = objectAt(value, where);
  const { task } = model;
  if (task !== 'segmentation' && task !== 'grading') {
    fail(`${where}.task`, 'is neither segmentation nor grading');
  }
  const sha256 = textAt(model, 'sha256', where);
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    fail(`${where}.sha256`, 'is no SHA-256 in lower-case hexadecimal');
  }
  const file = textAt(model, 'file', where);
  if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|:/.test(file)) {
    fail(`${where}.file`, 'leads out of the model folder');
  }
  const spec: ModelSpec = {
    name: textAt(model, 'name', where),
    task,
    version: textAt(model, 'version', where),
    file,
    sha256,
    bytes: numberAt(model, 'bytes', where),
    opset: numberAt(model, 'opset', where),
    precision: textAt(model, 'precision', where),
    inputs: listAt(model.inputs, `${where}.inputs`).map((v, i) =>
      inputAt(v, `${where}.inputs[${i}]`)
    ),
    outputs: listAt(model.outputs, `${where}.outputs`).map((v, i) =>
      outputAt(v, `${where}.outputs[${i}]`)
    ),
    ...(model.operatingPoints === undefined
      ? {}
      : {
          operatingPoints: perCondition(
            model.operatingPoints,
            `${where}.operatingPoints`,
            (p, at) => (typeof p === 'number' && p > 0 && p < 1 ? p : fail(at, 'is no probability'))
          ),
        }),
    ...(model.calibration === undefined
      ? {}
      : {
          calibration: perCondition(model.calibration, `${where}.calibration`, (entry, at) => {
            const temperature = numberAt(objectAt(entry, at), 'temperature', at);
            return temperature > 0 ? { temperature } : fail(`${at}.temperature`, 'is not positive');
          }),
        }),
    intendedUse: textAt(model, 'intendedUse', where),
  };
  if (spec.inputs.length === 0 || spec.outputs.length === 0) {
    fail(where, 'has no inputs or no outputs');
  }
  return spec;
}

/**
 * Checks the content of models/manifest.json. Throws DeepSpineError 'bad-manifest' that names the first
 * field which is missing or wrong. Fields it does not know are ignored.
 */
export function parseManifest(json: unknown): Manifest {
  const manifest = objectAt(json, 'the file');
  if (manifest.schema !== SCHEMA) {
    fail('schema', `is not ${SCHEMA}`);
  }
  return {
    schema: SCHEMA,
    models: listAt(manifest.models, 'models').map((v, i) => modelAt(v, `models[${i}]`)),
  };
}

/** The first model of a manifest for a task; DeepSpineError 'bad-manifest' when there is none. */
export function modelFor(manifest: Manifest, task: ModelSpec['task']): ModelSpec {
  return manifest.models.find(m => m.task === task) ?? fail('models', `has no ${task} model`);
}

import { CONDITIONS, GRADINGS, isGradingKey, type GradingKey } from '../../findings';
import { both, part } from '../../messages';
import {
  countAt,
  fail,
  isCondition,
  listAt,
  numberAt,
  numbersAt,
  objectAt,
  perCondition,
  perHead,
  probabilityOf,
  refuseTwice,
  shapeAt,
  textAt,
  type Json,
} from './manifestFields';
import { evidenceAt, notAssessedAt } from './manifestEvidence';
import { calibrationAt, comparatorAt, gradesOf } from './manifestGrading';
import { MODEL_TASKS } from './modelTasks';
import type {
  Manifest,
  ModelFile,
  ModelInput,
  ModelOutput,
  ModelSpec,
  ModelTask,
  ModelVariant,
  SizeRule,
} from '../modelSpec';

const SCHEMA = 'deepspine-manifest/1';

function centerAt(input: Json, where: string): [number, number, number] {
  const [right, anterior, normal] = numbersAt(input, 'centerMm', where, 3);
  return [right!, anterior!, normal!];
}

function sizeRuleAt(value: unknown, where: string): SizeRule {
  const rule = objectAt(value, where);
  if (rule.measure !== 'disc-step') {
    fail(`${where}.measure`, { context: 'only', known: 'disc-step' });
  }
  const referenceMm = numberAt(rule, 'referenceMm', where);
  const [low, high] = numbersAt(rule, 'limits', where, 2) as [number, number];
  if (!(referenceMm > 0 && 0 < low && low <= 1 && 1 <= high)) {
    fail(where, { context: 'limits' });
  }
  return { measure: 'disc-step', referenceMm, limits: [low, high] };
}

/** Inputs whose series a study may lack. */
const MAY_LACK = ['axial', 'sagittalT1'];

function inputAt(value: unknown, where: string): ModelInput {
  const input = objectAt(value, where);
  const normalization = objectAt(input.normalization, `${where}.normalization`);
  if (normalization.type !== 'zscore') {
    fail(`${where}.normalization.type`, { context: 'only', known: 'zscore' });
  }
  const { scope } = normalization;
  if (scope !== 'slice' && scope !== 'volume') {
    fail(`${where}.normalization.scope`, { context: 'neither', one: 'slice', other: 'volume' });
  }
  const spacingMm = listAt(input.spacingMm, `${where}.spacingMm`).map((mm, i) =>
    typeof mm === 'number' && Number.isFinite(mm) && mm > 0
      ? mm
      : fail(`${where}.spacingMm[${i}]`, { context: 'no-length' })
  );
  const name = textAt(input, 'name', where);
  const { whenAbsent } = input;
  if (whenAbsent !== undefined && (whenAbsent !== 'zeros' || !MAY_LACK.includes(name))) {
    fail(`${where}.whenAbsent`, { context: 'when-absent', inputs: both(MAY_LACK) });
  }
  return {
    name,
    shape: shapeAt(input.shape, `${where}.shape`),
    ...(input.multipleOf === undefined ? {} : { multipleOf: countAt(input, 'multipleOf', where) }),
    spacingMm,
    ...(input.centerMm === undefined ? {} : { centerMm: centerAt(input, where) }),
    ...(whenAbsent === undefined ? {} : { whenAbsent: 'zeros' }),
    ...(input.sizeFrom === undefined
      ? {}
      : { sizeFrom: sizeRuleAt(input.sizeFrom, `${where}.sizeFrom`) }),
    orientation: textAt(input, 'orientation', where),
    normalization: { type: 'zscore', scope },
  };
}

function outputAt(value: unknown, where: string): ModelOutput {
  const output = objectAt(value, where);
  const classes = listAt(output.classes, `${where}.classes`).map((name, i) =>
    typeof name === 'string' ? name : fail(`${where}.classes[${i}]`, { context: 'no-text' })
  );
  const { values } = output;
  if (values !== undefined && values !== 'logits' && values !== 'probabilities') {
    fail(`${where}.values`, { context: 'neither', one: 'logits', other: 'probabilities' });
  }
  const base: ModelOutput = {
    name: textAt(output, 'name', where),
    shape: shapeAt(output.shape, `${where}.shape`),
    classes,
    ...(values === undefined ? {} : { values }),
  };
  const { condition, grading } = output;
  if (condition === undefined && grading === undefined) {
    return base;
  }
  if (condition !== undefined && grading !== undefined) {
    fail(where, { context: 'two-heads' });
  }
  if (condition !== undefined && !isCondition(condition)) {
    fail(`${where}.condition`, { context: 'none-of', known: CONDITIONS.join(', ') });
  }
  if (grading !== undefined && !isGradingKey(grading)) {
    fail(`${where}.grading`, { context: 'none-of', known: GRADINGS.join(', ') });
  }
  if (values === 'probabilities') {
    fail(`${where}.values`, { context: 'probabilities' });
  }
  const head = isCondition(condition) ? { condition } : { grading: grading as GradingKey };
  const grades = gradesOf(head.condition ?? head.grading);
  if (classes.length !== grades.length || classes.some((name, i) => name !== grades[i])) {
    fail(`${where}.classes`, { context: 'order', grades: grades.join(', ') });
  }
  const evidence =
    output.evidence === undefined
      ? {}
      : { evidence: evidenceAt(output.evidence, `${where}.evidence`) };
  return { ...base, ...head, ...evidence };
}

function fileAt(object: Json, where: string): ModelFile {
  const sha256 = textAt(object, 'sha256', where);
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    fail(`${where}.sha256`, { context: 'no-hash' });
  }
  const file = textAt(object, 'file', where);
  // A URL reads "%2e%2e" as "..", and what follows "?" or "#" is no path at all.
  if (/[%?#\\:]/.test(file) || file.split('/').some(part => ['', '.', '..'].includes(part))) {
    fail(`${where}.file`, { context: 'outside' });
  }
  return { file, sha256, bytes: countAt(object, 'bytes', where) };
}

function variantAt(value: unknown, where: string): ModelVariant {
  const variant = objectAt(value, where);
  const { precision, requires } = variant;
  if (precision !== 'fp16') {
    fail(`${where}.precision`, { context: 'only', known: 'fp16' });
  }
  if (requires !== 'shader-f16') {
    fail(`${where}.requires`, { context: 'only', known: 'shader-f16' });
  }
  return { precision, requires, ...fileAt(variant, where) };
}

function modelAt(value: unknown, where: string): ModelSpec {
  const model = objectAt(value, where);
  const task =
    MODEL_TASKS.find(known => known === model.task) ??
    fail(`${where}.task`, { context: 'none-of', known: MODEL_TASKS.join(', ') });
  const spec: ModelSpec = {
    name: textAt(model, 'name', where),
    task,
    version: textAt(model, 'version', where),
    ...fileAt(model, where),
    ...(model.variants === undefined
      ? {}
      : {
          variants: listAt(model.variants, `${where}.variants`).map((v, i) =>
            variantAt(v, `${where}.variants[${i}]`)
          ),
        }),
    opset: countAt(model, 'opset', where),
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
            probabilityOf
          ),
        }),
    ...(model.calibration === undefined
      ? {}
      : {
          calibration: perHead(model.calibration, `${where}.calibration`, calibrationAt),
        }),
    ...(model.comparator === undefined
      ? {}
      : { comparator: comparatorAt(model.comparator, `${where}.comparator`) }),
    intendedUse: textAt(model, 'intendedUse', where),
  };
  if (spec.inputs.length === 0 || spec.outputs.length === 0) {
    fail(where, { context: 'no-tensors' });
  }
  refuseTwice(spec.variants?.map(({ precision }) => precision) ?? [], `${where}.variants`);
  refuseTwice(
    spec.inputs.map(input => input.name),
    `${where}.inputs`
  );
  refuseTwice(
    spec.outputs.map(output => output.name),
    `${where}.outputs`
  );
  refuseTwice(
    spec.outputs.map(output => output.condition ?? output.grading),
    `${where}.outputs`
  );
  return spec;
}

/**
 * Checks the content of models/manifest.json. Throws DeepSpineError 'bad-manifest' that names the first
 * field which is missing or wrong. Fields it does not know are ignored.
 */
export function parseManifest(json: unknown): Manifest {
  const manifest = objectAt(json, part('manifest-file'));
  if (manifest.schema !== SCHEMA) {
    fail('schema', { context: 'schema', schema: SCHEMA });
  }
  return {
    schema: SCHEMA,
    models: listAt(manifest.models, 'models').map((v, i) => modelAt(v, `models[${i}]`)),
    ...(manifest.notAssessed === undefined
      ? {}
      : { notAssessed: notAssessedAt(manifest.notAssessed, 'notAssessed') }),
  };
}

/** The first model of a manifest for a task; DeepSpineError 'bad-manifest' when there is none. */
export function modelFor(manifest: Manifest, task: ModelTask): ModelSpec {
  return manifest.models.find(m => m.task === task) ?? fail('models', { context: 'no-task', task });
}

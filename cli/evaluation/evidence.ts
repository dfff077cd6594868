import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../extension/src/analysis/modelSpec';
import { DeepSpineError, type RealEvidence } from '../../extension/src/findings';
import { reasonOf } from '../reason';

type Json = Readonly<Record<string, unknown>>;

/** What must stand in the figures as it does in the manifest. */
const CLAIMED = ['n', 'patients', 'metric', 'value', 'interval', 'baseline'] as const;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** What a JSON pointer (RFC 6901) leads to; undefined: nothing. */
function at(document: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((node, step) => {
    const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
    return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  }, document);
}

async function differing(modelsDir: string, evidence: RealEvidence): Promise<string | null> {
  const [file, pointer] = evidence.figures.split('#') as [string, string];
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path.join(modelsDir, file), 'utf8'));
  } catch (cause) {
    return `${file} cannot be read (${reasonOf(cause)})`;
  }
  const figures = at(document, pointer);
  if (!isObject(figures)) {
    return `${file} holds nothing at ${pointer}`;
  }
  const wrong = CLAIMED.find(key => !isDeepStrictEqual(figures[key], evidence[key]));
  return wrong === undefined
    ? null
    : `${file} says ${wrong} ${JSON.stringify(figures[wrong]) ?? 'nothing'} at ${pointer}, the manifest ${JSON.stringify(evidence[wrong])}`;
}

/**
 * Refuses a manifest whose heads claim figures that do not stand, equal in every number, in the file that they name.
 *
 * @throws DeepSpineError 'bad-manifest' that names the first such head
 */
export async function checkEvidence(modelsDir: string, { models }: Manifest): Promise<void> {
  for (const { name, outputs } of models) {
    for (const { name: head, evidence } of outputs) {
      const wrong = evidence?.status === 'real' ? await differing(modelsDir, evidence) : null;
      if (wrong) {
        throw new DeepSpineError(
          'bad-manifest',
          `The manifest in ${modelsDir} claims of ${head} of ${name} what its figures do not hold: ` +
            `${wrong}; evaluate the model again and enter what it reached.`
        );
      }
    }
  }
}

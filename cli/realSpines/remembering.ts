import { createHash } from 'node:crypto';
import type { Model } from '../../extension/src/analysis/model';
import { omit } from '../../extension/src/imaging/omit';

/** So many answers are kept; a slice has a few parts. */
const MOST_KNOWN = 8;

/** Answers the same for the same slice without computing it again: most stacks here are of equal slices. */
export function remembering(model: Model): Model {
  const known = new Map<string, ReturnType<Model['run']>>();
  return {
    ...omit(model, 'batch', 'runners'),
    run: inputs => {
      const hash = createHash('sha1');
      Object.values(inputs).forEach(({ data }) =>
        hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      );
      const key = hash.digest('hex');
      const outputs = known.get(key) ?? model.run(inputs);
      if (known.size > MOST_KNOWN) {
        known.clear();
      }
      known.set(key, outputs);
      return outputs;
    },
  };
}

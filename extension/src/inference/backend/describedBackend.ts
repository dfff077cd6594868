import { both, part, said } from '../../messages';
import type { BackendInfo } from '../protocol/types';
import type { Choice } from './choosePlans';
import { staysInWorker } from './placement';
import type { StartedModel } from './startModel';

/** The backend in words, after everything has started. */
export function describedBackend(
  { adapter, why }: Pick<Choice, 'adapter' | 'why'>,
  started: readonly StartedModel[],
  threads: number
): Pick<BackendInfo, 'backend' | 'threads' | 'reason' | 'adapter'> {
  const placed = started.filter(({ model }) => !staysInWorker(model.spec));
  const onWasm = placed.filter(({ placement }) => placement.backend === 'wasm');
  if (onWasm.length === placed.length || adapter === undefined) {
    return {
      backend: 'wasm',
      threads,
      reason: said('backend', { context: 'wasm', threads: threadsOf(threads), reason: why }),
    };
  }
  const halfRefused = started.flatMap(({ halfRefused: reason }) => reason ?? [])[0];
  const half = started.some(({ placement }) => placement.precision === 'fp16');
  const how = halfRefused
    ? part('not-half-precision', { adapter, reason: halfRefused })
    : half
      ? part('half-precision', { adapter })
      : adapter;
  const slower = onWasm.map(({ placement }) => placement.name);
  return {
    backend: 'webgpu',
    threads: onWasm.length > 0 ? threads : 1,
    adapter,
    reason:
      onWasm.length > 0
        ? said('backend', {
            context: 'both',
            adapter: how,
            threads: threadsOf(threads),
            models: both(slower),
          })
        : said('backend', { context: 'webgpu', adapter: how }),
  };
}

const threadsOf = (threads: number) => part('threads', { count: threads });

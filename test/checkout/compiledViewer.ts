import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../demo/archive/archive';
import { PATHS } from '../../tools/paths';
import { loadSamples } from '../../demo/samples';
import { listen, siteHandler } from '../../demo/server/server';
import type { Demo } from '../../demo/startDemo';
import { plainAppConfig } from '../plainAppConfig';

/**
 * Serves a viewer that holds the plugin, with an archive of its own, on loopback.
 * @param dist the viewer's built files
 * @returns copied: whether the viewer's build has put our served files there; otherwise they are served beside
 */
export async function serveCompiled(dist: string): Promise<{ demo: Demo; copied: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-compiled-'));
  const config = join(folder, 'app-config.js');
  // DeepSPINE is compiled in, so that a site's configuration need not name it.
  writeFileSync(config, plainAppConfig('site'));
  const archive = new Archive({ dir: join(folder, 'archive') });
  const studies = await loadSamples(PATHS.studies, archive.store);
  const copied = existsSync(join(dist, 'deepspine/worker.js'));
  const handler = siteHandler({
    archive,
    mounts: [
      { prefix: '/app-config.js', target: config },
      ...(copied ? [] : [{ prefix: '/deepspine/', target: PATHS.served }]),
    ],
    viewerDist: dist,
    isolated: true,
  });
  const server = await listen(handler, 0);
  const demo: Demo = {
    url: `http://localhost:${server.port}`,
    port: server.port,
    archive,
    studies,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return { demo, copied };
}

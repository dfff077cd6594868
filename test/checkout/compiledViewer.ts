import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../demo/archive/archive';
import { PATHS } from '../../demo/paths';
import { loadSamples } from '../../demo/samples';
import { listen, siteHandler } from '../../demo/server/server';
import type { Demo } from '../../demo/startDemo';

/** The configuration of a site: nothing of DeepSPINE, since it is compiled in. */
const APP_CONFIG = `window.config = {
  routerBasename: '/',
  extensions: [],
  modes: [],
  customizationService: {},
  showStudyList: true,
  maxNumberOfWebWorkers: 2,
  investigationalUseDialog: { option: 'never' },
  defaultDataSourceName: 'site',
  dataSources: [{
    namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
    sourceName: 'site',
    configuration: {
      friendlyName: 'site', name: 'site',
      wadoUriRoot: '/dicom-web', qidoRoot: '/dicom-web', wadoRoot: '/dicom-web',
      qidoSupportsIncludeField: true, imageRendering: 'wadors', thumbnailRendering: 'wadors',
      enableStudyLazyLoad: true, supportsFuzzyMatching: false, supportsWildcard: true,
      omitQuotationForMultipartRequest: true,
      bulkDataURI: { enabled: true, relativeResolution: 'studies' },
    },
  }],
};`;

/**
 * Serves a viewer that holds the plugin, with an archive of its own, on loopback.
 * @param dist the viewer's built files
 * @returns copied: whether the viewer's build has put our served files there; otherwise they are served beside
 */
export async function serveCompiled(dist: string): Promise<{ demo: Demo; copied: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-compiled-'));
  const config = join(folder, 'app-config.js');
  writeFileSync(config, APP_CONFIG);
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

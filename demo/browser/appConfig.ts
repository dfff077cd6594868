import { publishHostPackages } from './hostGlobals';
import { IMPORT_MAP, PLUGINS } from './importMap';

/**
 * The viewer's app-config.js. It makes the host's packages known, loads the two plugin bundles the way
 * OHIF 3.14 does, and hands them over with a data source that is the demo's own archive.
 */
const ARCHIVE = '/dicom-web';

const BASE_CONFIG = {
  routerBasename: '/',
  showStudyList: true,
  customizationService: {},
  maxNumberOfWebWorkers: 3,
  showWarningMessageForCrossOrigin: false,
  showCPUFallbackMessage: true,
  showLoadingIndicator: true,
  strictZSpacingForVolumeViewport: true,
  groupEnabledModesFirst: true,
  investigationalUseDialog: { option: 'never' },
  defaultDataSourceName: 'demo',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'demo',
      configuration: {
        friendlyName: 'DeepSPINE demo archive',
        name: 'demo',
        wadoUriRoot: ARCHIVE,
        qidoRoot: ARCHIVE,
        wadoRoot: ARCHIVE,
        qidoSupportsIncludeField: true,
        supportsReject: false,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        dicomUploadEnabled: true,
        omitQuotationForMultipartRequest: true,
        bulkDataURI: { enabled: true, relativeResolution: 'studies' },
      },
    },
  ],
};

interface ConfigArguments {
  readonly peerImport: (name: string) => Promise<unknown>;
}

const page = window as unknown as Record<string, unknown>;

async function buildConfig({ peerImport }: ConfigArguments): Promise<object> {
  try {
    const answer = await fetch('/plugins/host-map.json');
    await publishHostPackages(await answer.json(), peerImport);
    for (const base of Object.values(PLUGINS)) {
      await loadScript(`${base}/index.umd.js`);
    }
  } catch (error) {
    showFailure(error);
    throw error;
  }
  const config = {
    ...BASE_CONFIG,
    extensions: [page['@deepspine/extension']],
    modes: [page['@deepspine/mode']],
  };
  // A few places of the viewer read window.config rather than what this function returns.
  page.config = config;
  return config;
}

function loadScript(src: string): Promise<void> {
  return new Promise((done, fail) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => done();
    script.onerror = () => fail(new Error(`${src} could not be loaded; run npm run build.`));
    document.head.append(script);
  });
}

/** The viewer keeps its start-up errors to the console and stays black; a person needs to see them. */
function showFailure(error: unknown): void {
  const notice = document.createElement('p');
  notice.setAttribute('role', 'alert');
  notice.style.cssText = 'position:fixed;inset:auto 0 50%;text-align:center;color:white;z-index:99';
  notice.textContent = `DeepSPINE could not start: ${String(error)}`;
  document.body.append(notice);
}

/** The viewer resolves the mode's extensions a second time, by bare name, with import(). */
function addImportMap(): void {
  const script = document.createElement('script');
  script.type = 'importmap';
  script.textContent = IMPORT_MAP;
  document.head.prepend(script);
}

addImportMap();
page.config = buildConfig;

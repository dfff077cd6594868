import { addImportMap, withPlugins } from './plugins';

/** The demo's app-config.js: the viewer with the plugin, and with the demo's own archive as data source. */
const ARCHIVE = '/dicom-web';

const BASE_CONFIG = {
  routerBasename: '/',
  showStudyList: true,
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

addImportMap('/');

type Config = ReturnType<typeof withPlugins>;

/** With the settings that the demo was started with. */
const config: Config = async given => {
  const settings: unknown = await (await fetch('/plugins/settings.json')).json();
  const customizationService = [{ 'deepspine.configuration': { $set: settings } }];
  return withPlugins({ ...BASE_CONFIG, customizationService }, '/')(given);
};
(window as unknown as Record<string, unknown>).config = config;

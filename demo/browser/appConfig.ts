import { addImportMap, withPlugins } from './plugins';
import { ARCHIVE_SETTINGS, VIEWER_SETTINGS } from './viewerSettings';

/** The demo's app-config.js: the viewer with the plugin, and with the demo's own archive as data source. */
const ARCHIVE = '/dicom-web';

const BASE_CONFIG = {
  routerBasename: '/',
  ...VIEWER_SETTINGS,
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
        ...ARCHIVE_SETTINGS,
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

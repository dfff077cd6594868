import { addImportMap, withPlugins, type ViewerConfig } from './plugins';

/**
 * plugins/load.js of a written site: index.html loads it before app-config.js, whose author then hands the viewer's
 * settings to withDeepSpine and needs to know nothing of how the plugin comes in.
 */
const page = window as unknown as Record<string, unknown>;
const root = typeof page.PUBLIC_URL === 'string' ? page.PUBLIC_URL : '/';

addImportMap(root);
page.withDeepSpine = (config: ViewerConfig) => withPlugins(config, root);

import { ARCHIVE_SETTINGS, VIEWER_SETTINGS } from '../../demo/browser/viewerSettings';

export interface SiteSettings {
  /** The viewer's path on its server, with a slash at both ends. */
  readonly path: string;
  /** Address of the archive's DICOMweb service, as a browser reaches it. */
  readonly dicomweb: string;
}

/** The call that puts the plugin into the viewer; an app-config.js without it would show a viewer without DeepSPINE. */
export const PLUGIN_CALL = 'withDeepSpine(';

/** The text of a site's app-config.js: for people to read and to edit. */
export function appConfigText({ path, dicomweb }: SiteSettings): string {
  const [root, base, archive] = [path, `${path}deepspine/`, dicomweb].map(quoted);
  return `/**
 * Settings of the OHIF Viewer with DeepSPINE. The viewer reads this file whenever it starts: edit it, reload the page;
 * nothing has to be built. Everything that OHIF's own configuration files may hold may stand here:
 * https://docs.ohif.org/configuration/configurationfiles
 *
 * withDeepSpine comes from plugins/load.js and adds the extension and the mode to what is written here.
 */
window.config = withDeepSpine({
  // The path below which the viewer is served; another one needs another site (npm run site -- --path).
  routerBasename: ${root},
${lines(VIEWER_SETTINGS, 2)}

  // DeepSPINE's own settings: docs/install.md, "Settings".
  customizationService: [{ 'deepspine.configuration': { $set: { baseUrl: ${base} } } }],

  // Your archives. Add as many as you like; the first one that is opened is named below.
  defaultDataSourceName: 'archive',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'archive',
      configuration: {
        friendlyName: 'Archive',
        name: 'archive',
        qidoRoot: ${archive},
        wadoRoot: ${archive},
        wadoUriRoot: ${archive},
${lines(ARCHIVE_SETTINGS, 8)}
      },
    },
  ],

  // Sign-in with OpenID Connect: https://docs.ohif.org/configuration/authorization
  // oidc: [
  //   {
  //     authority: 'https://login.example.org/realms/clinic',
  //     client_id: 'viewer',
  //     redirect_uri: '/callback',
  //     response_type: 'code',
  //     scope: 'openid',
  //     post_logout_redirect_uri: '/logout-redirect.html',
  //   },
  // ],
});
`;
}

/** Settings as lines of JavaScript, indented by so many spaces. */
const lines = (settings: object, indent: number): string =>
  Object.entries(settings)
    .map(([key, value]) => `${' '.repeat(indent)}${key}: ${literal(value)},`)
    .join('\n');

function literal(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${key}: ${literal(one)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** A literal of JavaScript. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

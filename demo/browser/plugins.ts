import { publishHostPackages } from './hostGlobals';
import { importMapOf, PLUGINS } from './importMap';

/** Puts the plugin into a prebuilt viewer: the host's packages, the two bundles, and the configuration. */

interface ConfigArguments {
  readonly peerImport: (name: string) => Promise<unknown>;
}

/** What OHIF's app-config holds, as far as it is touched here. */
export interface ViewerConfig {
  readonly extensions?: readonly unknown[];
  readonly modes?: readonly unknown[];
  readonly [setting: string]: unknown;
}

const page = window as unknown as Record<string, unknown>;

/**
 * A configuration that the viewer calls: makes the host's packages known, loads the two plugin bundles the way
 * OHIF 3.14 does, and hands them over beside the extensions and modes that the configuration names.
 *
 * @param root the viewer's path, with a slash at both ends
 */
export function withPlugins(
  base: ViewerConfig,
  root: string
): (given: ConfigArguments) => Promise<object> {
  return async ({ peerImport }) => {
    try {
      const answer = await fetch(`${root}plugins/host-map.json`);
      await publishHostPackages(await answer.json(), peerImport);
      for (const folder of Object.values(PLUGINS)) {
        await loadScript(`${root}${folder}/index.umd.js`);
      }
    } catch (error) {
      showFailure(error);
      throw error;
    }
    const config = {
      ...base,
      extensions: [...(base.extensions ?? []), page['@deepspine/extension']],
      modes: [...(base.modes ?? []), page['@deepspine/mode']],
    };
    // A few places of the viewer read window.config rather than what this function returns.
    page.config = config;
    return config;
  };
}

/** The viewer resolves the mode's extensions a second time, by bare name, with import(). */
export function addImportMap(root: string): void {
  const script = document.createElement('script');
  script.type = 'importmap';
  script.textContent = importMapOf(root);
  document.head.prepend(script);
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

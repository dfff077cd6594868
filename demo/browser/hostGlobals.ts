/** The bundler's function that gives a module's exports, with its table of modules. */
interface BundlerRequire {
  (id: string): Record<string, unknown>;
  readonly m: Readonly<Record<string, unknown>>;
}

type Chunks = { push(chunk: [string[], object, (require: BundlerRequire) => void]): void };

type HostWindow = Window &
  Record<string, unknown> & { readonly rspackChunk?: Chunks; readonly webpackChunk?: Chunks };

interface HostModule {
  readonly id: string;
  readonly exports: Readonly<Record<string, string>>;
}

/**
 * Puts the viewer's own copies of the shared packages on window under their package names, as OHIF 3.14
 * does by itself ("plugin contract v1"). With other copies, React's hooks and OHIF's services would be
 * strangers to those of the viewer.
 * @param peerImport The viewer's loader: the chunks that hold the packages must have been evaluated.
 */
export async function publishHostPackages(
  map: Readonly<Record<string, HostModule>>,
  peerImport: (name: string) => Promise<unknown>
): Promise<void> {
  await Promise.all(['@ohif/extension-default', '@ohif/extension-cornerstone'].map(peerImport));
  const host = window as unknown as HostWindow;
  const chunks = host.rspackChunk ?? host.webpackChunk;
  if (!chunks) {
    throw new Error(
      'This viewer does not show its modules; use one of the versions the demo knows.'
    );
  }
  const require = await new Promise<BundlerRequire>(done =>
    chunks.push([['deepspine-host'], {}, done])
  );
  for (const [name, module] of Object.entries(map)) {
    if (host[name] === undefined && require.m[module.id]) {
      host[name] = withRealNames(require(module.id), module.exports);
    }
  }
  // The cornerstone extension publishes these two whole.
  const whole = {
    '@cornerstonejs/core': host.cornerstone,
    '@cornerstonejs/tools': host.cornerstoneTools,
  };
  for (const [name, library] of Object.entries(whole)) {
    if (library) {
      host[name] = library;
    }
  }
}

/** A view of an ES module under its real export names; the getters keep live bindings live. */
function withRealNames(
  module: Record<string, unknown>,
  names: Readonly<Record<string, string>>
): Record<string, unknown> {
  const renamed = Object.entries(names);
  if (renamed.length === 0) {
    return module;
  }
  const view: Record<string, unknown> = {};
  Object.defineProperty(view, '__esModule', { value: true });
  for (const [real, built] of renamed) {
    if (built in module) {
      Object.defineProperty(view, real, { enumerable: true, get: () => module[built] });
    }
  }
  return view;
}

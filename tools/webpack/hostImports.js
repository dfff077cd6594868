const NAME = 'HostImportsPlugin';

/**
 * Writes host-imports.json beside a bundle: which names it takes from which shared package,
 * `{"react": ["useState", …], …}`. A prebuilt viewer keeps only the exports that it uses itself, so
 * whoever loads the bundle can check beforehand that everything it needs is there. A package whose use
 * cannot be told (import * handed on) stands with ["*"].
 */
module.exports = class HostImportsPlugin {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap(NAME, compilation => {
      const { Compilation, sources } = compiler.webpack;
      compilation.hooks.processAssets.tap(
        { name: NAME, stage: Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL },
        () => {
          const json = `${JSON.stringify(hostImports(compilation), null, 2)}\n`;
          compilation.emitAsset('host-imports.json', new sources.RawSource(json));
        }
      );
    });
  }
};

function hostImports(compilation) {
  const imports = {};
  for (const module of compilation.modules) {
    if (module.constructor.name !== 'ExternalModule') {
      continue;
    }
    const used = compilation.moduleGraph.getUsedExports(module, undefined);
    const known = used && used !== true;
    const before = imports[module.userRequest] ?? [];
    imports[module.userRequest] = [...new Set([...before, ...(known ? used : ['*'])])].sort();
  }
  return Object.fromEntries(Object.entries(imports).sort(([a], [b]) => (a < b ? -1 : 1)));
}

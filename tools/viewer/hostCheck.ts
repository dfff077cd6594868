import type { HostMap } from './hostMap';

/** Package → names a bundle takes from it, as the build writes it into host-imports.json. */
export type HostImports = Readonly<Record<string, readonly string[]>>;

/** The viewer's own code publishes these whole, so every name they export is there. */
const PUBLISHED_WHOLE = new Set(['@cornerstonejs/core', '@cornerstonejs/tools']);

/** What a bundle needs and this viewer cannot give, one line each; empty where all is there. */
export function missingFromHost(imports: HostImports, map: HostMap): string[] {
  return Object.entries(imports).flatMap(([name, exports]) => {
    const module = map[name];
    if (!module) {
      return [`${name} (the viewer does not share this package)`];
    }
    const known = Object.keys(module.exports);
    // CommonJS packages (React) are never shaken: nothing to check.
    if (PUBLISHED_WHOLE.has(name) || known.length === 0) {
      return [];
    }
    return exports
      .filter(wanted => wanted !== '*' && !known.includes(wanted))
      .map(wanted => `${wanted} from ${name}`);
  });
}

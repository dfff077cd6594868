import { REPOSITORY, repositoryFields } from './repository';

/** What this project reads of a package.json. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly keywords: readonly string[];
  readonly main: string;
  readonly module: string;
  readonly types?: string;
  readonly license: string;
  readonly files: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, string | boolean>>;
}

/** Entries of `publishConfig` that replace the manifest's own, as pnpm does it; npm would ignore them. */
const REPLACED = ['main', 'module', 'types'] as const;

/** What means something in the repository alone. */
const REPOSITORY_ONLY = ['scripts', 'publishConfig'];

/**
 * The package.json that is published. In the repository `module` leads to the sources, so that a viewer that
 * names the folder (3.13's `directory`, 3.12's `link-extension`) compiles them; installed from a registry it
 * leads to the bundle, since no OHIF build transpiles TypeScript below node_modules.
 */
export function publishedManifest(
  manifest: PackageManifest,
  folder: string,
  address = REPOSITORY
): PackageManifest {
  const { publishConfig = {} } = manifest;
  const { access } = publishConfig;
  const replaced = REPLACED.filter(key => publishConfig[key] !== undefined);
  const kept = Object.entries(manifest).filter(([key]) => !REPOSITORY_ONLY.includes(key));
  return {
    ...(Object.fromEntries(kept) as unknown as PackageManifest),
    ...Object.fromEntries(replaced.map(key => [key, publishConfig[key]])),
    ...repositoryFields(address, folder),
    // npm attests where a package was built only for a repository that it can name.
    ...(access && { publishConfig: { access, ...(address !== null && { provenance: true }) } }),
  };
}

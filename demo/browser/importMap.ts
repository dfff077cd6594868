/** The plugin's bundles: package name → its folder, below the viewer's address. */
export const PLUGINS = {
  '@deepspine/extension': 'plugins/extension',
  '@deepspine/mode': 'plugins/mode',
} as const;

/**
 * The import map by which the viewer's import('@deepspine/…') finds the bundles. Import maps cannot stand in
 * a file of their own: a Content-Security-Policy without inline scripts needs the hash of this text.
 *
 * @param root the viewer's path, with a slash at both ends
 */
export const importMapOf = (root: string): string =>
  JSON.stringify({
    imports: Object.fromEntries(
      Object.entries(PLUGINS).map(([name, base]) => [name, `${root}${base}/index.mjs`])
    ),
  });

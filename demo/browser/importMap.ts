/** The plugin's bundles: package name → address of its folder. */
export const PLUGINS = {
  '@deepspine/extension': '/plugins/extension',
  '@deepspine/mode': '/plugins/mode',
} as const;

/**
 * The import map by which the viewer's import('@deepspine/…') finds the bundles. Import maps cannot stand in
 * a file of their own: a Content-Security-Policy without inline scripts needs the hash of this text.
 */
export const IMPORT_MAP = JSON.stringify({
  imports: Object.fromEntries(
    Object.entries(PLUGINS).map(([name, base]) => [name, `${base}/index.mjs`])
  ),
});

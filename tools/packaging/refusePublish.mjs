/**
 * npm publishes a folder with the repository's manifest, whose `module` leads to TypeScript that no viewer
 * transpiles below node_modules.
 */
console.error(
  'Publish what was packed, not the folder: run "npm run package", then "npm publish dist/<file>.tgz".'
);
process.exitCode = 1;

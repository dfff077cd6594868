const arrows = require('./tools/lint/arrows.cjs');

const SOURCE = 'extension/src';
const folders = Object.keys(arrows);
const pathOf = folder => (folder.startsWith('/') ? folder.slice(1) : `${SOURCE}/${folder}`);
const hasRooms = folder =>
  !folder.startsWith('/') && folders.some(other => other.startsWith(`${folder}/`));
/** A folder with rooms means only the files directly in it. */
const patternOf = folder => `^${pathOf(folder)}/${hasRooms(folder) ? '[^/]+$' : ''}`;

const TESTS = '\\.test\\.tsx?$|/testing';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folders.map(folder => ({
      name: `arrows of ${folder}`,
      severity: 'error',
      comment: `${folder} may import only what tools/lint/arrows.cjs allows.`,
      from: { path: patternOf(folder), pathNot: TESTS },
      to: {
        path: '^(extension/src|mode/src|cli|demo|tools|test)/',
        pathNot: [folder, ...arrows[folder]].map(patternOf),
      },
    })),
    {
      name: 'folder without arrows',
      severity: 'error',
      comment: 'Every folder of the extension has its line in tools/lint/arrows.cjs.',
      from: { path: `^${SOURCE}/.+/`, pathNot: [...folders.map(patternOf), TESTS, '/types/'] },
      to: {},
    },
    {
      name: 'no circles',
      severity: 'error',
      comment: 'Modules that import each other cannot be read, moved or tested alone.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|/dist/|demo/\\.viewer|\\.bundle\\.cjs' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};

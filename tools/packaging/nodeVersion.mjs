import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
);

/** The oldest Node that runs the project, "20.19", as package.json says; asked before anything is installed. */
export const OLDEST_NODE = engines.node.replace('>=', '');

/** @param {string} version "20.19.1"; this Node's where missing */
export function nodeIsTooOld(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

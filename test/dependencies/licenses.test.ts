import { dependencies } from './licenses';

/** Licenses that ask for no more than a notice; MPL and CC BY only of tools that are not shipped. */
const PERMISSIVE = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Python-2.0',
  'Zlib',
  'CC0-1.0',
];
const TOOLS_ONLY: Readonly<Record<string, string>> = {
  'axe-core': 'MPL-2.0',
  'caniuse-lite': 'CC-BY-4.0',
};
/** These say MIT in their LICENSE file and nothing in their package.json. */
const IN_A_FILE = ['busboy', 'streamsearch'];

const allowed = (license: string): boolean =>
  license
    .replace(/[()]/g, '')
    .split(/ AND /)
    .every(part => part.split(' OR ').some(one => PERMISSIVE.includes(one)));

test('every dependency may be used in a work under the MIT licence', () => {
  const all = dependencies();
  expect(all.length).toBeGreaterThan(100);
  const others = all.filter(
    ({ name, license }) =>
      !allowed(license) && TOOLS_ONLY[name] !== license && !IN_A_FILE.includes(name)
  );
  expect(others).toEqual([]);
});

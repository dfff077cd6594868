import { spawnSync } from 'node:child_process';
import path from 'node:path';

it('knows the versions of Node that are too old', () => {
  const versions = ['18.20.8', '20.18.3', '20.19.0', '21.0.0', '22.13.1'];
  const script = `import { nodeIsTooOld } from './nodeVersion.mjs';
    console.log(JSON.stringify(${JSON.stringify(versions)}.map(version => nodeIsTooOld(version))));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: path.resolve(__dirname, '../../tools/packaging'), encoding: 'utf8' }
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([true, true, false, false, false]);
});

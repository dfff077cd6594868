import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDirectories, notAdded, PLUGIN_CONFIG, remember } from './addPlugin';
import { startRegistry } from './registry';

let checkout: string;
const APP = 'platform/app/package.json';
const CONFIG = {
  extensions: [{ packageName: '@ohif/extension-default' }],
  modes: [{ packageName: '@ohif/mode-basic' }],
  public: [{ directory: './platform/public' }],
};

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'deepspine-checkout-test-'));
  mkdirSync(join(checkout, 'platform/app'), { recursive: true });
  writeFileSync(join(checkout, PLUGIN_CONFIG), JSON.stringify(CONFIG));
  writeFileSync(join(checkout, APP), '{}');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('adding the plugin to a checkout', () => {
  it('names both folders, which are there, and keeps the other rows', () => {
    expect(notAdded(checkout)).toEqual(['@deepspine/extension', '@deepspine/mode']);
    addDirectories(checkout);
    expect(notAdded(checkout)).toEqual([]);
    const config = JSON.parse(readFileSync(join(checkout, PLUGIN_CONFIG), 'utf8'));
    expect(config.public).toEqual(CONFIG.public);
    for (const [kept, [first, ours]] of [
      [CONFIG.extensions[0], config.extensions],
      [CONFIG.modes[0], config.modes],
    ]) {
      expect(first).toEqual(kept);
      const { name } = JSON.parse(readFileSync(join(ours.directory, 'package.json'), 'utf8'));
      expect(name).toBe(ours.packageName);
    }
  });

  it('can be taken back', () => {
    const putBack = remember(checkout);
    addDirectories(checkout);
    writeFileSync(join(checkout, '.npmrc'), 'new');
    // Where OHIF's CLI puts the dependency; a row that stays makes the checkout's next install fail.
    writeFileSync(join(checkout, APP), '{"dependencies":{"@deepspine/mode":"^1.0.0"}}');
    putBack();
    expect(readFileSync(join(checkout, PLUGIN_CONFIG), 'utf8')).toBe(JSON.stringify(CONFIG));
    expect(readFileSync(join(checkout, APP), 'utf8')).toBe('{}');
    expect(existsSync(join(checkout, '.npmrc'))).toBe(false);
  });
});

it('offers packages as a registry does', async () => {
  const tarball = join(checkout, 'deepspine-mode-1.2.3.tgz');
  writeFileSync(tarball, 'content');
  const manifest = {
    ...JSON.parse(readFileSync(join(__dirname, '../../mode/package.json'), 'utf8')),
    version: '1.2.3',
  };
  const registry = await startRegistry([{ manifest, tarball }]);
  try {
    const answer = await fetch(`${registry.url}@deepspine%2fmode`);
    const { versions, 'dist-tags': tags } = (await answer.json()) as {
      versions: Record<string, { keywords: string[]; dist: { tarball: string } }>;
      'dist-tags': { latest: string };
    };
    expect([tags.latest, versions['1.2.3']!.keywords]).toEqual(['1.2.3', ['ohif-mode']]);
    const file = await fetch(versions['1.2.3']!.dist.tarball);
    expect(await file.text()).toBe('content');
    expect((await fetch(`${registry.url}react`)).status).toBe(404);
  } finally {
    await registry.close();
  }
});

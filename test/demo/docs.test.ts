import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

describe.each([
  'README.md',
  'THIRD_PARTY_NOTICES.md',
  'extension/README.md',
  'mode/README.md',
  'demo/studies/README.md',
])('%s', document => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);

  it('leads to files that are there', () => {
    const dead = links
      .filter(target => !/^https?:/.test(target))
      .filter(target => !existsSync(join(ROOT, dirname(document), target.split('#')[0]!)));
    expect(dead).toEqual([]);
  });

  it('leads nowhere without encryption', () => {
    expect(links.filter(target => target.startsWith('http:'))).toEqual([]);
  });
});

/** What the extension says to people has its sentence in the catalogue, and nowhere else. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.resolve(__dirname, '../../extension/src');

/** They make errors of messages, and of those that came from another thread. */
const MAKERS = ['browser/rpc/errors.ts', 'messages/english.ts'];

it('has no error with a sentence of its own', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.tsx?$/.test(file) && !/\.test\.|testing/.test(file)
  );
  const making = files.filter(file =>
    readFileSync(path.join(SOURCES, file), 'utf8').includes('new DeepSpineError(')
  );
  expect(making.sort()).toEqual(MAKERS);
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRITISH } from './british';

const ROOT = join(__dirname, '../..');

/** What reads or holds the words of others: reports are written in either spelling, German texts in German. */
const OTHERS = /^extension\/src\/reporting\/reader\/|^test\/reports\/|\/(?:sentences\.)?de\.ts$/;
/** This is where the words themselves are listed. */
const HERE = /^test\/house\/british\.ts$/;
/** Names that others rely on: an error code, a task of the manifest and its model, a key of it, a folder. */
const NAMES =
  /\b(?:localiser|(?:spine-)?localisation(?:\.onnx|\.fp16\.onnx)?|licence|artefacts)\b/gi;

const SOURCES = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter(file => /\.(?:[cm]?[jt]sx?|py|sh|css|yml|lua|conf)$/.test(file))
  .filter(file => !OTHERS.test(file) && !HERE.test(file));

it('finds the sources', () => {
  expect(SOURCES.length).toBeGreaterThan(500);
});

it('names, comments and messages have US spelling', () => {
  const found = SOURCES.flatMap(file => {
    const words = readFileSync(join(ROOT, file), 'utf8').replace(NAMES, '').match(BRITISH) ?? [];
    return words.map(word => `${file}: ${word}`);
  });
  expect(found).toEqual([]);
});

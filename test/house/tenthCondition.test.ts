/**
 * A tenth condition in the vocabulary must not vanish anywhere without a word: every table that has to know
 * the conditions fails to compile, or disagrees with the vocabulary here.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { CONDITIONS, GRADINGS } from '../../extension/src/findings';

const ROOT = path.resolve(__dirname, '../..');
const VOCABULARY = path.join(ROOT, 'extension/src/findings/vocabulary.ts');

/** Tables that must complain of a condition that they do not know, and what they are for. */
const TABLES = {
  'extension/src/findings/vocabulary.ts': 'definitions',
  'extension/src/analysis/grade/findingPoints.ts': 'the place of a finding',
  'extension/src/record/codes.ts': 'codes',
  'extension/src/reporting/draft/statements.ts': 'draft',
  'extension/src/reporting/reader/resolve.ts': 'report reader',
  'extension/src/messages/en.ts': 'texts',
  'extension/src/messages/de.ts': 'texts in German',
} as const;

/** Files of TABLES in which the compiler finds a fault when the vocabulary reads as `text`. */
function faultyTables(text: string): string[] {
  const config = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), file =>
    readFileSync(file, 'utf8')
  );
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const settings = { ...options, incremental: false, tsBuildInfoFile: undefined };
  const host = ts.createCompilerHost(settings);
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language, ...rest) =>
    path.resolve(file) === VOCABULARY
      ? ts.createSourceFile(file, text, language)
      : readFile(file, language, ...rest);
  const files = Object.keys(TABLES);
  const program = ts.createProgram(
    files.map(file => path.join(ROOT, file)),
    settings,
    host
  );
  return files.filter(
    file => program.getSemanticDiagnostics(program.getSourceFile(path.join(ROOT, file))).length > 0
  );
}

const vocabulary = readFileSync(VOCABULARY, 'utf8');
const LAST = "'EL'] as const";

it('fails in every table by its type', () => {
  expect(vocabulary).toContain(LAST);
  expect(faultyTables(vocabulary)).toEqual([]);
  const more = vocabulary.replace(LAST, "'EL', 'TENTH'] as const");
  // German has the keys of English: its fault shows once English has the tenth.
  const expected = Object.keys(TABLES).filter(file => !file.endsWith('de.ts'));
  expect(faultyTables(more)).toEqual(expect.arrayContaining(expected));
});

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

it.each(['analyze-result', 'evaluation', 'manifest'])(
  'has the same conditions in the schema %s',
  name => {
    const schema = read(`models/schema/${name}.schema.json`);
    // A shorter list is of the conditions that another data set has.
    const lists = [...schema.matchAll(/\[\s*"SCS"[^\]]*\]/g)]
      .map(([list]) => JSON.parse(list) as string[])
      .filter(list => list.includes('DB'))
      // Heads of a model are conditions first, then gradings.
      .map(list => list.filter(key => !(GRADINGS as readonly string[]).includes(key)));
    expect(lists.length).toBeGreaterThan(0);
    lists.forEach(list => expect(list).toEqual([...CONDITIONS]));
  }
);

it('has the same conditions in the training', () => {
  const table = /^GRADES[^{]*\{([^}]*)\}/m.exec(read('models/training/deepspine/conditions.py'));
  const keys = [...table![1]!.matchAll(/"(\w+)":/g)].map(([, key]) => key);
  expect(keys).toEqual([...CONDITIONS]);
});

/** docs/hazards.md promises a test for every hazard: each of them must exist under the name it is given. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '..');
const TEXT = readFileSync(path.join(ROOT, 'docs/hazards.md'), 'utf8');

interface Guard {
  readonly file: string;
  readonly name: string;
}

/** Heading → the tests named under it. */
const HAZARDS: readonly (readonly [string, readonly Guard[]])[] = TEXT.split(/^## /m)
  .slice(1)
  .map(section => [
    section.slice(0, section.indexOf('\n')),
    [...section.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, file, name]) => ({
      file: file!,
      name: name!,
    })),
  ]);

/** Names of the tests of a file, as its syntax tree has them; skipped ones do not count. */
function testNames(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest
  );
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText(source);
      const [name] = node.arguments;
      const each = /^(it|test)(\.each\b[\s\S]*)?$/.test(called);
      if (each && name && ts.isStringLiteralLike(name)) {
        names.push(name.text);
      }
    }
    // The end-to-end cases are objects with a name; what differs between cases of one kind stands as %s.
    if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'name') {
      const { initializer } = node;
      if (ts.isStringLiteralLike(initializer)) {
        names.push(initializer.text);
      } else if (ts.isTemplateExpression(initializer)) {
        const { head, templateSpans } = initializer;
        names.push(head.text + templateSpans.map(({ literal }) => `%s${literal.text}`).join(''));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

const known = new Map<string, readonly string[]>();
function namesIn(file: string): readonly string[] {
  const names = known.get(file) ?? testNames(file);
  known.set(file, names);
  return names;
}

test('every hazard has a guard', () => {
  expect(HAZARDS.length).toBeGreaterThan(8);
  for (const [hazard, guards] of HAZARDS) {
    expect([hazard, guards.length > 0]).toEqual([hazard, true]);
  }
  // A line that this test cannot read would guard nothing.
  const lines = TEXT.split('\n').filter(line => line.startsWith('- '));
  expect(lines).toHaveLength(HAZARDS.flatMap(([, guards]) => guards).length);
});

test.each(HAZARDS)('%s: its guards exist', (_hazard, guards) => {
  for (const { file, name } of guards) {
    expect([file, existsSync(path.join(ROOT, file))]).toEqual([file, true]);
    expect(namesIn(file)).toContain(name);
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const PANEL = __dirname;

/** Attributes that a person reads or hears. */
const READ = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label']);

/** Words that stand in a component itself instead of in the texts. */
function literals(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(PANEL, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX
  );
  const found: string[] = [];
  const hasWord = (text: string) => /[a-zäöü]{2}/i.test(text);
  function visit(node: ts.Node): void {
    if (ts.isJsxText(node) && hasWord(node.text)) {
      found.push(node.text.trim());
    }
    if (
      ts.isJsxAttribute(node) &&
      READ.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    ) {
      found.push(node.initializer.text);
    }
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteralLike(node.expression)) {
      const isAttribute = ts.isJsxAttribute(node.parent);
      if (!isAttribute && hasWord(node.expression.text)) {
        found.push(node.expression.text);
      }
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

describe('the components', () => {
  const files = readdirSync(PANEL).filter(file => file.endsWith('.tsx'));

  it('are all looked at', () => expect(files.length).toBeGreaterThan(10));

  // Units and proper names are the same in every language.
  const EVERYWHERE = ['mm'];

  it.each(files)('%s has no words of its own', file => {
    expect(literals(file).filter(text => !EVERYWHERE.includes(text))).toEqual([]);
  });
});

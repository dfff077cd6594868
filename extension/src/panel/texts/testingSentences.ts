/**
 * For the tests: every sentence that the sources can say beside the panel's own texts, read out of their
 * syntax trees. What a sentence says of its case stands as {}.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCES = join(__dirname, '../..');
/** Functions that make an error or a warning of the sentence that they are given. */
const MAKERS = ['refused'];

/** The sentences that an expression can become; null for what is not put together in place. */
function templates(node: ts.Expression): string[] | null {
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  if (ts.isParenthesizedExpression(node)) {
    return templates(node.expression);
  }
  if (ts.isConditionalExpression(node)) {
    const [yes, no] = [templates(node.whenTrue), templates(node.whenFalse)];
    return yes && no ? [...yes, ...no] : null;
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const right = templates(node.right);
    return right && (templates(node.left)?.flatMap(l => right.map(r => l + r)) ?? null);
  }
  return null;
}

function sentenceOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'DeepSpineError') {
    return node.arguments?.[1];
  }
  if (ts.isCallExpression(node) && MAKERS.includes(node.expression.getText())) {
    return node.arguments[0];
  }
  if (ts.isObjectLiteralExpression(node)) {
    const named = (name: string) =>
      node.properties.find(
        (property): property is ts.PropertyAssignment =>
          ts.isPropertyAssignment(property) && property.name.getText() === name
      )?.initializer;
    const code = named('code');
    return code && ts.isStringLiteral(code) ? (named('text') ?? named('message')) : undefined;
  }
  return undefined;
}

/** Every sentence of errors and warnings in extension/src, each once, sorted. */
export function sourceSentences(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file) && !/\.test\.|testing/.test(file))
    .map(file => join(SOURCES, file));
  const found = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      const sentence = sentenceOf(node);
      (sentence ? (templates(sentence) ?? []) : []).forEach(template => found.add(template));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found].sort();
}

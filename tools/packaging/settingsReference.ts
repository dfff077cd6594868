import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../paths';
import {
  DEFAULT_CONFIGURATION,
  allowedWords,
  type Configuration,
} from '../../extension/src/viewer/host/configuration';

/** Documents that hold the table, between these two lines. */
export const DOCUMENTS = ['docs/install.md', 'extension/README.md'] as const;
const BEGIN = '<!-- settings: written by "npm run docs" -->';
const END = '<!-- /settings -->';

const SOURCE = join(ROOT, 'extension/src/viewer/host/configuration.ts');

/** The doc comment of every setting, or of its type where it has none of its own. */
function meanings(): Map<string, string> {
  const file = ts.createSourceFile(
    SOURCE,
    readFileSync(SOURCE, 'utf8'),
    ts.ScriptTarget.Latest,
    true
  );
  const comment = (node: ts.Node): string => {
    const [doc] = ts.getJSDocCommentsAndTags(node);
    const text = doc && ts.isJSDoc(doc) ? ts.getTextOfJSDocComment(doc.comment) : '';
    return (text ?? '').replace(/\s+/g, ' ').trim();
  };
  const types = new Map<string, string>();
  const settings = new Map<string, string>();
  file.forEachChild(node => {
    if (ts.isTypeAliasDeclaration(node)) {
      types.set(node.name.text, comment(node));
    } else if (ts.isInterfaceDeclaration(node) && node.name.text === 'Configuration') {
      for (const member of node.members.filter(ts.isPropertySignature)) {
        const type = member.type?.getText(file) ?? '';
        settings.set(member.name.getText(file), comment(member) || types.get(type) || '');
      }
    }
  });
  return settings;
}

const code = (text: string): string => `\`${text}\``;

function defaultOf(setting: string): string {
  const value: unknown = DEFAULT_CONFIGURATION[setting as keyof typeof DEFAULT_CONFIGURATION];
  return Array.isArray(value) && value.length > 3 ? 'all' : code(JSON.stringify(value));
}

/** The settings as a Markdown table, padded as Prettier pads it. */
export function settingsTable(): string {
  const rows = [...meanings()].map(([setting, meaning]) => {
    if (meaning === '') {
      throw new Error(`${setting} has no doc comment in ${SOURCE}.`);
    }
    return [
      code(setting),
      defaultOf(setting),
      meaning,
      allowedWords(setting as keyof Configuration),
    ].map(cell => cell.replaceAll('|', '\\|'));
  });
  const all = [['setting', 'default', 'meaning', 'may be'], ...rows];
  const widths = all[0]!.map((_, i) => Math.max(...all.map(row => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = line(widths.map(width => '-'.repeat(width)));
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join('\n');
}

/**
 * A document with the table as it has to be.
 * @throws Error where the document has no place for it
 */
export function withSettings(document: string): string {
  const [start, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (start < 0 || end < start) {
    throw new Error(`The lines ${BEGIN} and ${END} are missing.`);
  }
  const before = document.slice(0, start + BEGIN.length);
  return `${before}\n\n${settingsTable()}\n\n${document.slice(end)}`;
}

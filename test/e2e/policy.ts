import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importMapOf } from '../../demo/browser/importMap';
import { ROOT } from '../../tools/paths';
import type { Answer, Asked } from './frontServer';

const hash = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** Where browsers report violations, from pages and workers alike. */
export const REPORTS = '/csp-reports';

/** What the site guide says that DeepSPINE needs: directive → sources. */
function documented(): Map<string, string> {
  const guide = readFileSync(join(ROOT, 'docs/install.md'), 'utf8');
  const line = /^ {4}(script-src 'self' 'wasm-unsafe-eval'.*)$/m.exec(guide)?.[1];
  if (!line) {
    throw new Error('docs/install.md states no Content-Security-Policy any more.');
  }
  return new Map(
    line.split(';').map(directive => {
      const [name = '', ...sources] = directive.trim().split(' ');
      return [name, sources.filter(source => !/^<.*>$/.test(source)).join(' ')];
    })
  );
}

/**
 * The documented policy, with what the prebuilt viewer needs besides: its own two inline scripts and the
 * demo's import map by their hashes, its inline styles, its pictures. Nothing else is allowed.
 *
 * @param page the viewer's index.html
 * @param models the origin of DeepSPINE's files where that is another one
 */
export function strictPolicy(page: string, models?: string): string {
  const inline = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script!);
  const sources = documented();
  const add = (directive: string, more: string) =>
    sources.set(directive, [sources.get(directive) ?? "'self'", more].filter(Boolean).join(' '));
  add('script-src', [...inline, importMapOf('/')].map(hash).join(' '));
  add('style-src', "'unsafe-inline'");
  add('img-src', 'blob: data:');
  add('font-src', 'data:');
  add('manifest-src', '');
  if (models) {
    add('script-src', models);
    add('connect-src', models);
    add('worker-src', `blob: ${models}`);
  }
  const rest = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `report-uri ${REPORTS}`,
  ];
  return [...rest, ...[...sources].map(([name, allowed]) => `${name} ${allowed}`)].join('; ');
}

/** Puts a policy on every answer, in place of the demo's own. */
export const withPolicy =
  (policy: string) =>
  (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, 'content-security-policy': policy },
  });

export interface Violation {
  readonly directive: string;
  readonly blocked: string;
  /** The script that did it; '' where the browser does not say. */
  readonly script: string;
}

export function violationsOf(asked: readonly Asked[]): Violation[] {
  return asked
    .filter(({ path }) => path === REPORTS)
    .map(({ body }) => {
      const report = (
        JSON.parse(body.toString('utf8')) as { 'csp-report': Record<string, string> }
      )['csp-report'];
      return {
        directive: report['effective-directive'] ?? report['violated-directive'] ?? '',
        blocked: report['blocked-uri'] ?? '',
        script: report['source-file'] ?? '',
      };
    });
}

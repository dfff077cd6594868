import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ViewerPage } from './viewerPage';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** OHIF's own primary button has white on its theme's blue, 4.25 : 1; the theme is the site's choice. */
const isHostButton = (id: string, html: string): boolean =>
  id === 'color-contrast' && /^<button [^>]*class="inline-flex items-ce/.test(html);

/** Lets axe judge the DeepSPINE panel as it stands (WCAG 2.1 A and AA). */
export async function assertAccessible(viewer: ViewerPage, state: string): Promise<void> {
  const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  await viewer.page.evaluate(source);
  const violations = await viewer.page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(where: string, options: object): Promise<{ violations: Violation[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
    const runOnly = { type: 'tag', values: tags };
    return (await axe.run('[data-cy="deepspine-panel"]', { runOnly })).violations;
  });
  const words = violations.flatMap(({ id, help, nodes }) =>
    nodes
      .filter(node => !isHostButton(id, node.html))
      .map(node => `${id}: ${help}\n${node.html}\n${node.failureSummary ?? ''}`)
  );
  assert.deepEqual(words, [], `the panel is accessible when ${state}`);
}

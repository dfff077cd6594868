import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ViewerPage } from './viewerPage';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

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
    nodes.map(node => `${id}: ${help}\n${node.html}\n${node.failureSummary ?? ''}`)
  );
  assert.deepEqual(words, [], `the panel is accessible when ${state}`);
}

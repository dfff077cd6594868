import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ViewerPage } from '../viewerPage';

/** How a machine draws text; screenshots of two machines can be compared only where this is equal. */
export interface Machine {
  /** Chromium's major version. */
  readonly browser: string;
  /** SHA-256 of a sample of text, drawn in the panel's own font. */
  readonly text: string;
}

const FILE = join(__dirname, 'machine.json');

/** Draws a sample of text the way the panel's is drawn. */
export async function thisMachine({ page }: ViewerPage): Promise<Machine> {
  const { drawn, agent } = await page.evaluate(async () => {
    await document.fonts.ready;
    const panel = document.querySelector('[data-cy="deepspine-panel"]')!;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [400, 60];
    const context = canvas.getContext('2d')!;
    const { fontFamily } = getComputedStyle(panel);
    context.font = `13px ${fontFamily}`;
    context.fillText('Grades every lumbar disc: ✓ ✎ ✕ ▲ ▼ ≠ 0123456789 äöüß', 2, 20);
    context.font = `600 11px ${fontFamily}`;
    context.fillText('Spinalkanalstenose hochgradig (0.87) ??', 2, 44);
    return { drawn: canvas.toDataURL(), agent: navigator.userAgent };
  });
  return {
    browser: /Chrome\/(\d+)/.exec(agent)?.[1] ?? agent,
    text: createHash('sha256').update(drawn).digest('hex'),
  };
}

/** The machine that the screenshots in this folder were taken on; null before there are any. */
export const recordedMachine = (): Machine | null =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Machine) : null;

export const recordMachine = (machine: Machine): void =>
  writeFileSync(FILE, `${JSON.stringify(machine, null, 2)}\n`);

export const sameMachine = (a: Machine | null, b: Machine): boolean =>
  a?.browser === b.browser && a.text === b.text;

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { until } from '../../until';
import { ARTIFACTS } from '../suite';
import type { ViewerPage } from '../viewerPage';
import { recordedMachine, recordMachine, sameMachine, thisMachine } from './machine';

/** Set to take the screenshots of this folder anew, after looking at them. */
const RECORD = process.env.RECORD_LOOKS === '1';

/** How far a pixel's color may be off, 0..1, and how many of 1000 pixels may be off by more. */
const COLOR = 0.1;
const PER_MILLE = 2;

/** Fonts and images settle after the state is there, ms: a picture is compared again and again for so long. */
const SETTLED_MS = 6000;

/** What moves by itself: scroll bars that fade, the length of the progress bar. */
const STILL = `
  [data-radix-scroll-area-viewport] ~ * { visibility: hidden !important; }
  .deepspine-progress > div { width: 40% !important; }
`;

/** Figures of a running analysis differ from run to run: they are shown as zeros, the time left not at all. */
async function withoutFigures({ page }: ViewerPage): Promise<void> {
  await page.evaluate(() => {
    const status = document.querySelector('[data-cy="deepspine-status"]');
    if (status && document.querySelector('[data-cy="deepspine-progress"]')) {
      const nodes = [...status.childNodes];
      const text = nodes.map(node => (node instanceof Text ? node.data : '')).join('');
      nodes.forEach(node => node instanceof HTMLElement && (node.style.display = 'none'));
      const [first, ...rest] = nodes.filter(node => node instanceof Text);
      rest.forEach(node => (node.data = ''));
      if (first) {
        first.data = text.replace(/\d+/g, '0');
      }
    }
  });
}

async function panelPicture(viewer: ViewerPage): Promise<PNG> {
  await withoutFigures(viewer);
  const picture = await viewer
    .hook('panel')
    .screenshot({ animations: 'disabled', caret: 'hide', style: STILL });
  return PNG.sync.read(picture);
}

/** How many of 1000 pixels differ, and where; all of them where the sizes do. */
function difference(wanted: PNG, found: PNG): { readonly perMille: number; readonly where: PNG } {
  const { width, height } = wanted;
  if (found.width !== width || found.height !== height) {
    return { perMille: 1000, where: found };
  }
  const where = new PNG({ width, height });
  const options = { threshold: COLOR };
  const differing = pixelmatch(wanted.data, found.data, where.data, width, height, options);
  return { perMille: (1000 * differing) / (width * height), where };
}

function keep(name: string, picture: PNG): string {
  mkdirSync(ARTIFACTS, { recursive: true });
  const file = join(ARTIFACTS, `${name}.png`);
  writeFileSync(file, PNG.sync.write(picture));
  return file;
}

/** Said once: on a machine that draws text otherwise nothing can be compared. */
let told = false;

/**
 * Compares the panel with its screenshot in this folder. The images of the viewports are no part of it.
 * Screenshots of a machine whose browser draws text otherwise are kept as artifacts and not compared.
 */
export async function assertLooks(viewer: ViewerPage, name: string): Promise<void> {
  const file = join(__dirname, `${name}.png`);
  const machine = await thisMachine(viewer);
  if (RECORD) {
    await viewer.untilStill();
    recordMachine(machine);
    writeFileSync(file, PNG.sync.write(await panelPicture(viewer)));
    return;
  }
  if (!sameMachine(recordedMachine(), machine)) {
    keep(`look-${name}`, await panelPicture(viewer));
    if (!told) {
      told = true;
      console.log(
        'The panel’s screenshots are not compared: this browser (Chromium ' +
          `${machine.browser}) draws text otherwise than the one they were taken with ` +
          `(${recordedMachine()?.browser ?? 'none'}). They are in test/artefacts.`
      );
    }
    return;
  }
  assert.ok(existsSync(file), `there is a screenshot ${name}; take it with RECORD_LOOKS=1`);
  const wanted = PNG.sync.read(readFileSync(file));
  let found: PNG = wanted;
  const off = async (): Promise<number> => {
    found = await panelPicture(viewer);
    return difference(wanted, found).perMille;
  };
  await until(off, perMille => perMille <= PER_MILLE, `the panel looks as in ${name} (‰ off)`, {
    patienceMs: SETTLED_MS,
    betweenMs: 500,
  }).catch(error => {
    keep(`look-${name}`, found);
    keep(`look-${name}-difference`, difference(wanted, found).where);
    throw error;
  });
}

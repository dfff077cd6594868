/**
 * One of the processes that run end-to-end cases side by side, started by `lanes.ts`: its own viewer, archive and browser. It
 * asks for one case after the other.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../../demo/startDemo';
import { launchBrowser } from '../browser/launch';
import { CASES } from './cases';
import type { FromLane, ToLane } from './lanes';
import { storeTestStudies } from './studies';
import { runCase, type TestContext } from './suite';

/** Nobody hears it where the parent is gone. */
const say = (message: FromLane) => process.connected && process.send!(message);

async function runAsked(context: TestContext): Promise<void> {
  // A parent that is gone, or has no case left, ends the connection.
  const over = new Promise<null>(done => process.once('disconnect', () => done(null)));
  while (process.connected) {
    const asked = new Promise<ToLane>(done => process.once('message', done));
    say({ type: 'free' });
    const next = await Promise.race([asked, over]);
    if (!next) {
      return;
    }
    const outcome = await runCase(
      CASES.find(({ name }) => name === next.name)!,
      context
    );
    say({ type: 'ran', name: next.name, outcome });
  }
}

async function main(): Promise<void> {
  const archiveDir = mkdtempSync(join(tmpdir(), 'deepspine-e2e-'));
  const demo = await startDemo({ port: 0, archiveDir, log: console.log });
  const browser = await launchBrowser();
  try {
    await runAsked({ browser, demo, studies: await storeTestStudies(demo.archive) });
  } finally {
    await browser.close();
    await demo.close();
    rmSync(archiveDir, { recursive: true, force: true });
  }
}

void main();

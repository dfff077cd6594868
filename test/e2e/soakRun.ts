/**
 * The soak test: analyses of varied studies in one browser session, memory flat, no error.
 *   npm run test:soak [-- <number of analyses, 200 where missing>]
 * Its last line is `N passed, N failed`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../../demo/startDemo';
import { launchBrowser } from '../browser/launch';
import { soak, assertFlat } from './soak';
import { storeTestStudies } from './studies';
import { runCases } from './suite';

async function main(analyses: number): Promise<void> {
  const archiveDir = mkdtempSync(join(tmpdir(), 'deepspine-soak-'));
  const demo = await startDemo({ port: 0, archiveDir, studiesDir: null, log: console.log });
  const browser = await launchBrowser();
  try {
    const { passed, failed } = await runCases(
      [
        {
          name: `soak: ${analyses} analyses`,
          async run(viewer, surroundings) {
            const report = await soak(viewer, surroundings, {
              analyses,
              perVisit: 4,
              log: console.log,
            });
            const { cancelled, refused } = report;
            console.log(`${report.analyses} analyses, ${cancelled} cancelled, ${refused} refused`);
            assertFlat(report);
          },
        },
      ],
      { browser, demo, studies: await storeTestStudies(demo.archive) }
    );
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    await browser.close();
    await demo.close();
    rmSync(archiveDir, { recursive: true, force: true });
  }
}

const wanted = Number(process.argv[2] ?? 200);
if (!Number.isInteger(wanted) || wanted < 1) {
  console.error(`The number of analyses is a whole number from 1 on, not ${process.argv[2]}.`);
  process.exitCode = 2;
} else {
  void main(wanted);
}

/**
 * The end-to-end tests: the real viewer with the built plugin, the demo's archive, a real browser.
 *   tsx test/e2e/run.ts [result.json] [part of a case's name …]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../../demo/startDemo';
import { launchBrowser } from '../browser/launch';
import { archiveFaultCases } from './archiveFaults.e2e';
import { badInputCases } from './badInput.e2e';
import { containerCases } from './containers.e2e';
import { downloadCases } from './downloads.e2e';
import { earlyCases } from './early.e2e';
import { installCases } from './install.e2e';
import { hangingCases } from './hanging.e2e';
import { hiddenTabCases } from './hiddenTab.e2e';
import { hostileCases } from './hostile.e2e';
import { interruptionCases } from './interruptions.e2e';
import { lookCases } from './looks.e2e';
import { mainThreadCases } from './mainThread.e2e';
import { modelCases } from './models.e2e';
import { otherModeCases } from './otherModes.e2e';
import { privacyCases } from './privacy.e2e';
import { readingRoomCases } from './readingRoom.e2e';
import { oddImageCases } from './oddImages.e2e';
import { recordCases } from './records.e2e';
import { reviewCases } from './review.e2e';
import { settingsCases } from './settings.e2e';
import { siteGuideCases } from './siteGuide.e2e';
import { sideCases } from './sides.e2e';
import { soakCases } from './soak.e2e';
import { wholePathCases } from './wholePath.e2e';
import { whoseCases } from './whose.e2e';
import { storeTestStudies } from './studies';
import { runCases, type Summary } from './suite';

async function main([resultFile, ...parts]: readonly string[]): Promise<void> {
  const archiveDir = mkdtempSync(join(tmpdir(), 'deepspine-e2e-'));
  const demo = await startDemo({ port: 0, archiveDir, log: console.log });
  const browser = await launchBrowser();
  let summary: Summary;
  try {
    const studies = await storeTestStudies(demo.archive);
    const cases = [
      ...recordCases,
      ...wholePathCases,
      ...sideCases,
      ...whoseCases,
      ...readingRoomCases,
      ...hangingCases,
      ...reviewCases,
      ...lookCases,
      ...settingsCases,
      ...interruptionCases,
      ...earlyCases,
      ...mainThreadCases,
      ...hiddenTabCases,
      ...containerCases,
      ...siteGuideCases,
      ...downloadCases,
      ...installCases,
      ...badInputCases,
      ...oddImageCases,
      ...archiveFaultCases,
      ...hostileCases,
      ...modelCases,
      ...privacyCases,
      ...otherModeCases,
      ...soakCases,
    ];
    const chosen = cases.filter(
      ({ name }) => parts.length === 0 || parts.some(part => name.includes(part))
    );
    summary = await runCases(chosen, { browser, demo, studies });
  } finally {
    await browser.close();
    await demo.close();
    rmSync(archiveDir, { recursive: true, force: true });
  }
  if (resultFile) {
    writeFileSync(resultFile, `${JSON.stringify(summary, null, 2)}\n`);
  }
  console.log(`${summary.passed} passed, ${summary.failed} failed`);
  process.exitCode = summary.failed > 0 ? 1 : 0;
}

void main(process.argv.slice(2));

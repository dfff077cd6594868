/**
 * The end-to-end tests: the real viewer with the built plugin, the demo's archive, a real browser.
 *   tsx test/e2e/run.ts [result.json] [part of a case's name …]
 */
import { writeFileSync } from 'node:fs';
import { siteParts } from '../../demo/startDemo';
import { isStrict, missingOf } from '../needs';
import { CASES } from './cases';
import { runInLanes } from './lanes';
import { tell, type Case, type Outcome } from './suite';

/** One waits for its browser, its archive or its own patience often enough for two processors to carry three. */
const LANES = 3;

async function main([resultFile, ...parts]: readonly string[]): Promise<void> {
  const chosen = CASES.filter(
    ({ name }) => parts.length === 0 || parts.some(part => name.includes(part))
  );
  const failures: string[] = [];
  let passed = 0;
  const told = (name: string, outcome: Outcome) => {
    tell(name, outcome);
    if (outcome.problems.length > 0) {
      failures.push(name);
    } else {
      passed++;
    }
  };

  const possible: Case[] = [];
  let skipped = 0;
  for (const one of chosen) {
    const missing = missingOf(one.needs ?? []).join('; ');
    if (missing === '') {
      possible.push(one);
    } else if (isStrict) {
      told(one.name, { seconds: 0, problems: [`STRICT=1, and ${missing}`] });
    } else {
      console.log(`skip ${one.name} (skipped: ${missing})`);
      skipped++;
    }
  }
  // Once, before several lanes would fetch the viewer.
  await siteParts({ log: console.log });
  try {
    await runInLanes(possible, LANES, told);
  } finally {
    const summary = { passed, failed: failures.length, skipped, failures };
    if (resultFile) {
      writeFileSync(resultFile, `${JSON.stringify(summary, null, 2)}\n`);
    }
    console.log(`${passed} passed, ${failures.length} failed`);
    process.exitCode = failures.length > 0 ? 1 : 0;
  }
}

void main(process.argv.slice(2));

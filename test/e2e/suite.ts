import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Demo } from '../../demo/startDemo';
import { ROOT } from '../../tools/paths';
import type { Need } from '../needs';
import type { TestStudies } from './studies';
import { ViewerPage } from './viewerPage';

export interface TestContext {
  readonly browser: Browser;
  readonly demo: Demo;
  readonly studies: TestStudies;
}

export interface Case {
  readonly name: string;
  /** Without these it is skipped, or fails with STRICT=1, as the tests of `needs`. */
  readonly needs?: readonly Need[];
  /** What it holds against each other takes the whole machine: it has it after all the others. */
  readonly alone?: boolean;
  /** Problems that this case brings about on purpose (a refused request, say). */
  readonly expected?: RegExp;
  readonly run: (viewer: ViewerPage, context: TestContext) => Promise<void>;
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

export const ARTIFACTS = join(ROOT, 'test/artefacts');

/** Writes a screenshot; people look at them, and CI keeps them. */
export async function screenshot(viewer: ViewerPage, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await viewer.page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}

/** How a case ended. */
export interface Outcome {
  readonly seconds: number;
  /** Empty where it passed. */
  readonly problems: readonly string[];
}

/** Runs a case in a browser context of its own; any console error fails it. */
export async function runCase(one: Case, context: TestContext): Promise<Outcome> {
  const since = Date.now();
  const viewer = await ViewerPage.open(context.browser);
  const problems: string[] = [];
  try {
    await one.run(viewer, context);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  problems.push(...viewer.problems.filter(problem => !one.expected?.test(problem)));
  if (problems.length > 0) {
    const name = `failed-${one.name.replace(/\W+/g, '-')}`;
    await screenshot(viewer, name).catch(() => {});
    writeFileSync(join(ARTIFACTS, `${name}.log`), viewer.log.join('\n'));
  }
  await viewer.close();
  return { seconds: Math.round((Date.now() - since) / 1000), problems };
}

/** Says how a case ended. */
export function tell(name: string, { seconds, problems }: Outcome): void {
  console.log(`${problems.length > 0 ? 'FAIL' : 'ok  '} ${name} (${seconds} s)`);
  problems.forEach(problem => console.log(`     ${problem.replaceAll('\n', '\n     ')}`));
}

/** Runs cases in turn. */
export async function runCases(cases: readonly Case[], context: TestContext): Promise<Summary> {
  const failures: string[] = [];
  for (const one of cases) {
    const outcome = await runCase(one, context);
    tell(one.name, outcome);
    if (outcome.problems.length > 0) {
      failures.push(one.name);
    }
  }
  return { passed: cases.length - failures.length, failed: failures.length, failures };
}

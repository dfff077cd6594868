import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PATHS, ROOT } from '../../tools/paths';
import { until } from '../until';
import { CONDITION_DEFINITIONS, CONDITIONS } from '../../extension/src/findings';
import type { AnalyzeResult } from '../../cli/analyzeResult';
import truth from '../fixtures/synthetic-asymmetric.json';
import { shownPositions } from './positions';
import { storedSides } from './storedSides';
import { screenshot, type Case } from './suite';

/** Left and right, from the images to the archive, on the simulated study whose sides differ. */

const FOLDER = join(PATHS.studies, 'synthetic-asymmetric');

/** The same study on the command line, with the models that the viewer is served. */
async function analyzedInNode(): Promise<AnalyzeResult> {
  const command = join(ROOT, 'cli/bin.mjs');
  const models = join(PATHS.served, 'models');
  const args = [command, 'analyze', FOLDER, '--models', models];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as AnalyzeResult;
}

const JSON_ANSWER = { headers: { Accept: 'application/dicom+json' } };

type Dataset = Readonly<Record<string, { readonly Value?: readonly string[] } | undefined>>;

/** The one structured report of a study, as the archive gives it. */
async function storedReport(url: string, study: string): Promise<object> {
  const base = `${url}/dicom-web/studies/${study}/series`;
  const series = (await (await fetch(base, JSON_ANSWER)).json()) as Dataset[];
  const reports = series.filter(one => one['00080060']?.Value?.[0] === 'SR');
  assert.equal(reports.length, 1, 'one series of reports');
  const uid = reports[0]!['0020000E']!.Value![0]!;
  const [report] = (await (await fetch(`${base}/${uid}/metadata`, JSON_ANSWER)).json()) as object[];
  assert.ok(report, 'the series holds the report');
  return report;
}

export const sideCases: readonly Case[] = [
  {
    name: 'sides: images, grid, jump and stored report agree on left and right',
    async run(viewer, { demo }) {
      const { page } = viewer;
      const expected = await analyzedInNode();
      assert.ok(demo.studies.includes(expected.study), 'it is one of the samples');
      await viewer.goToStudy(demo.url, expected.study);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());

      // The grid says what the command says, and what was built into the study.
      const cells = await viewer.cells();
      const shown = Object.fromEntries(cells.map(({ cell, grade }) => [cell, grade]));
      const wanted = expected.levels.flatMap(({ level, findings }) =>
        CONDITIONS.map(condition => [`${level}-${condition}`, findings[condition].grade])
      );
      assert.deepEqual(shown, Object.fromEntries(wanted));
      for (const level of ['L2-L3', 'L4-L5'] as const) {
        const { LFA, RFA } = truth.levels[level].grades;
        assert.deepEqual([shown[`${level}-LFA`], shown[`${level}-RFA`]], [LFA, RFA], level);
      }

      // The jump goes to the finding's side of the disc: +x is the patient's left.
      const xShown = async (cell: string, is: (x: number) => boolean): Promise<void> => {
        await viewer.hook(`cell-${cell}`).click();
        const shownX = async () => {
          const position = (await shownPositions(viewer)).get(expected.series.sagittal);
          assert.ok(position, 'a viewport shows the sagittal series');
          return position[0];
        };
        await until(shownX, is, `the image's x in mm is beside the disc, where ${cell} is`);
        await viewer.untilStill();
        const x = await shownX();
        assert.ok(is(x), `and stays there: ${x} mm`);
      };
      const centerX = (level: keyof typeof truth.levels) => truth.levels[level].center[0]!;
      await xShown('L2-L3-RFA', x => x < centerX('L2-L3') - 8);
      await screenshot(viewer, '40-right-facet');
      await xShown('L4-L5-LFA', x => x > centerX('L4-L5') + 8);
      await screenshot(viewer, '41-left-facet');

      // The archive.
      await viewer.hook('save').click();
      await page.locator('[data-save="saved"]').waitFor();
      const stored = storedSides(await storedReport(demo.url, expected.study));
      assert.deepEqual(stored.map(({ cell }) => cell).sort(), Object.keys(shown).sort());
      for (const { cell, sides, point } of stored) {
        const condition = CONDITIONS.find(c => cell.endsWith(`-${c}`))!;
        const { side } = CONDITION_DEFINITIONS[condition];
        // The side of the disc level, and that of the structure in it.
        assert.deepEqual([...new Set(sides)], side ? [side] : [], `${cell} states its side`);
        if (side) {
          const { center } = expected.levels.find(({ level }) => cell.startsWith(level))!;
          const beside = point[0]! - center[0]!;
          assert.equal(beside > 0 ? 'left' : 'right', side, `${cell} lies on its side`);
          assert.ok(Math.abs(beside) > 8, `${cell} lies ${beside} mm beside the disc's center`);
        }
      }
    },
  },
];

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { PATHS } from '../../tools/paths';
import { fetchViewer, findRelease } from '../../tools/viewer/fetchViewer';
import { RELEASES } from '../../tools/viewer/releases';
import { CONDITION_DEFINITIONS, type Finding, type Vec3 } from '../../extension/src/findings';
import { patientToPixel, pixelToPatient } from '../../extension/src/imaging/geometry';
import { distance } from '../../extension/src/imaging/vec3';
import { findingWords } from '../../extension/src/record';
import { launchBrowser } from '../browser/launch';
import { recordObjects, sourceImages } from './objects';
import { analysis, sagittalSlices, STUDY_UID } from './phantom';
import {
  openReport,
  type PlainViewer,
  type ShownMeasurement,
  shownMeasurements,
  startPlainViewer,
} from './plainViewer';
import { needs } from '../needs';

/** The real viewer, without our plugin, reads our report from an archive. */

/**
 * 3.12 logs or throws these when a viewport is replaced while its images still load; every report opened quickly
 * does it, whoever wrote it.
 */
const VIEWER_NOISE = /viewport has been destroyed|IMAGE_LOAD_ERROR/;

const MINUTES = 60_000;
const { levels } = analysis();
const findings: Finding[] = levels.flatMap(level => level.findings);
const stated = findings.filter(f => f.grade !== 'not-graded' && f.status !== 'rejected');
const lengths = levels.flatMap(({ level, measurements }) =>
  [...Object.values(measurements.discHeight), measurements.canalAp].flatMap(length =>
    length ? [{ level, length }] : []
  )
);

/** Where a point belongs on the image that a measurement names: its projection on that slice. */
function projected(
  point: Vec3,
  sopInstanceUID: string
): { readonly at: Vec3; readonly off: number } {
  const slice = sagittalSlices().find(s => s.sopInstanceUID === sopInstanceUID);
  expect(slice).toBeDefined();
  const { column, row, distance: off } = patientToPixel(slice!, point);
  return { at: pixelToPatient(slice!, column, row), off: Math.abs(off) };
}

needs('chromium').describe.each(RELEASES.map(({ version }) => version))(
  'plain OHIF %s',
  version => {
    let viewer: PlainViewer;
    let browser: Browser;
    let page: Page;
    let folder: string;
    let drawn: string[];
    let shown: ShownMeasurement[];
    const problems: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'deepspine-plain-'));
      const { sr, seg } = recordObjects();
      const prebuilt = await fetchViewer(findRelease(version), PATHS.viewers, () => {});
      viewer = await startPlainViewer(prebuilt, folder, [...sourceImages(), sr, seg]);
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      page.on('pageerror', error => {
        if (!VIEWER_NOISE.test(String(error))) {
          problems.push(String(error));
        }
      });
      page.on('console', message => {
        const text = message.text();
        const isError = message.type() === 'error' && !VIEWER_NOISE.test(text);
        // The adapters skip a group that they cannot read with a mere warning.
        if (isError || /Unable to generate tool state|skipping (ambiguous|annotation)/.test(text)) {
          problems.push(text);
        }
      });
      drawn = await openReport(page, viewer.url, STUDY_UID);
      shown = await shownMeasurements(page);
    }, 10 * MINUTES);

    afterAll(async () => {
      await browser?.close();
      await viewer?.close();
      rmSync(folder, { recursive: true, force: true });
    }, MINUTES);

    it('draws every finding and length of the report, and nothing that was not stated', () => {
      expect(drawn).toHaveLength(stated.length + lengths.length);
      expect(drawn).toEqual(expect.arrayContaining(stated.map(({ uid }) => uid)));
    });

    it('lists every finding in words as a measurement, with its code and level', () => {
      const probes = shown.filter(({ tool }) => tool === 'Probe');
      expect(probes.map(({ label }) => label).sort()).toEqual(stated.map(findingWords).sort());
      for (const probe of probes) {
        const level = probe.label.slice(0, 5).replace('-', '/');
        expect(probe.sites[0]).toBe(`${level} disc`);
        expect(probe.finding).toBeTruthy();
      }
    });

    it('puts every finding where it is, the left ones on the left', () => {
      for (const finding of stated) {
        const probe = shown.find(({ label }) => label === findingWords(finding))!;
        const { at, off } = projected(finding.point, probe.sopInstanceUID);
        expect(off).toBeLessThanOrEqual(2.2 + 1e-6);
        expect(distance(probe.points[0] as unknown as Vec3, at)).toBeLessThan(0.01);
        const { side } = CONDITION_DEFINITIONS[finding.condition];
        const { frame } = levels.find(({ level }) => level === finding.level)!;
        const toTheLeft = probe.points[0]![0]! - frame.center[0];
        expect(side === 'left' ? toTheLeft > 10 : side === 'right' ? toTheLeft < -10 : true).toBe(
          true
        );
      }
    });

    it('puts every length between its end points', () => {
      const shownLengths = shown.filter(({ tool }) => tool === 'Length');
      expect(shownLengths).toHaveLength(lengths.length);
      for (const { level, length } of lengths) {
        const words = `: ${length.mm.toFixed(1)} mm`;
        const fits = shownLengths.filter(({ label, points, sopInstanceUID }) => {
          const [from, to] = points as unknown as [Vec3, Vec3];
          return (
            label.startsWith(level) &&
            label.endsWith(words) &&
            distance(from, projected(length.from, sopInstanceUID).at) < 0.01 &&
            distance(to, projected(length.to, sopInstanceUID).at) < 0.01
          );
        });
        expect(fits).toHaveLength(1);
      }
    });

    it('reports no error on the console', () => {
      expect(problems).toEqual([]);
    });
  }
);

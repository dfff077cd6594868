import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { mhaSeries, readMha } from '../../../cli/mha';
import { LEVELS, type Vec3 } from '../findings';
import { buildStacks } from '../imaging/stacks';
import type { ImageSeries } from '../imaging/types';
import { pixelToPatient } from '../imaging/geometry';
import { along, distance, sub } from '../imaging/vec3';
import { findSpine, type Spine } from './locate/spine';
import { maskSegmentation } from './testing/maskSegmentation';
import * as change from './testing/transformSeries';
import { needs } from '../../../test/needs';

/** The experts' masks of SPIDER as a segmentation without error: what is left is our geometry. */
const SPIDER = path.resolve(__dirname, '../../../../shared/data/spider');
const there = existsSync(SPIDER);
const files = there ? readdirSync(path.join(SPIDER, 'masks')).filter(f => f.endsWith('.mha')) : [];

async function maskOf(file: string): Promise<ImageSeries> {
  const name = path.join(SPIDER, 'masks', file);
  return mhaSeries(await readMha(name), name);
}

const spineOf = (series: ImageSeries): Spine =>
  findSpine(maskSegmentation(buildStacks(series).stacks[0]!));

/** Centroids (LPS mm) of the mask's discs, from the lowest up: plain flood fill on the stored voxels. */
function discCentroids(series: ImageSeries): Vec3[] {
  const slices = series.slices;
  const { rows, columns } = slices[0]!;
  const area = rows * columns;
  const open = new Uint8Array(slices.length * area);
  slices.forEach((s, k) => s.pixels.forEach((v, i) => (open[k * area + i] = v >= 201 ? 1 : 0)));
  const found: Vec3[] = [];
  const queue = new Int32Array(open.length);
  for (let seed = 0; seed < open.length; seed++) {
    if (!open[seed]) {
      continue;
    }
    let tail = 0;
    const push = (at: number) => {
      if (open[at]) {
        open[at] = 0;
        queue[tail++] = at;
      }
    };
    push(seed);
    let [sumPlane, sumRow, sumColumn] = [0, 0, 0];
    for (let head = 0; head < tail; head++) {
      const at = queue[head]!;
      const column = at % columns;
      const row = Math.floor((at % area) / columns);
      const plane = Math.floor(at / area);
      sumPlane += plane;
      sumRow += row;
      sumColumn += column;
      push(column > 0 ? at - 1 : at);
      push(column < columns - 1 ? at + 1 : at);
      push(row > 0 ? at - columns : at);
      push(row < rows - 1 ? at + columns : at);
      push(plane > 0 ? at - area : at);
      push(plane < slices.length - 1 ? at + area : at);
    }
    // 60 mm³: less is a stray voxel or two.
    if (tail > 300) {
      const mean = pixelToPatient(slices[0]!, sumColumn / tail, sumRow / tail);
      const perPlane = sub(slices[1]!.position, slices[0]!.position);
      found.push(along(mean, perPlane, sumPlane / tail));
    }
  }
  return found.sort((a, b) => a[2] - b[2]);
}

/** Gradings name a disc by its number from the lowest one up. */
function gradedDiscs(patient: string): number {
  const rows = readFileSync(path.join(SPIDER, 'radiological_gradings.csv'), 'utf8').split('\n');
  return Math.max(...rows.filter(r => r.startsWith(`${patient},`)).map(r => +r.split(',')[1]!));
}

/** Generous: the machine may be busy, and nothing here tests a time. */
jest.setTimeout(300_000);

/**
 * The mask of 50 shows its lowest two discs in part only, so that they are left out; in 166 the one above a collapsed
 * thoracic vertebra is.
 */
const MISSED: readonly string[] = ['50', '166'];
/** What is rightly said: 152 has the turns of a lumbarized S1, and 162 is small. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  152: ['naming-six-lumbar'],
  162: ['spine-small'],
};

needs('../shared/data/spider/masks').describe('locating discs on the masks of SPIDER', () => {
  const allFound = async (file: string) => {
    const series = await maskOf(file);
    const truth = discCentroids(series);
    const { discs, warnings } = spineOf(series);
    expect(discs).toHaveLength(truth.length);
    const fromBelow = [...discs].reverse();
    fromBelow.forEach((disc, i) => {
      // The center is robust, the centroid is not: discs cut off at the side differ by up to 1 mm.
      expect(distance(disc.frame.center, truth[i]!)).toBeLessThan(1.25);
      expect(disc.level).toBe(LEVELS[LEVELS.length - 1 - i] ?? null);
    });
    const patient = file.split('_')[0]!;
    expect(warnings.map(({ code }) => code)).toEqual(SAID[patient] ?? []);
    // The central slices of the data set can miss one disc of those graded on the whole.
    expect(Math.abs(discs.length - gradedDiscs(patient))).toBeLessThanOrEqual(1);
  };

  const isMissed = (file: string) => MISSED.includes(file.split('_')[0]!);
  it.each(files.filter(file => !isMissed(file)))('finds and names every disc of %s', allFound);
  it.failing.each(files.filter(isMissed))('does not yet find every disc of %s', allFound);

  const still = change.motion([0, 0, 0], [0, 0, 0]);
  const lying = change.motion([18, 8, -10], [31, -200, 455]);
  const cases: [string, (s: ImageSeries) => ImageSeries, change.Motion][] = [
    ['columns flipped', change.flipColumns, still],
    ['transposed', change.transpose, still],
    ['flipped and transposed', s => change.flipColumns(change.transpose(s)), still],
    ['files in another order', change.shuffle, still],
    ['resampled to 0.7 mm', s => change.resample(s, 0.7, true), still],
    ['headers taken away', change.anonymize, still],
    ['patient turned and moved', s => change.move(s, lying), lying],
    [
      'patient bent back',
      s => change.move(s, change.motion([-20, 0, 0], [0, 0, 0])),
      change.motion([-20, 0, 0], [0, 0, 0]),
    ],
  ];

  // A scoliotic spine: its discs are tilted aside and its canal leaves the middle slice.
  const crooked = there ? maskOf('152_t2_SPACE.mha') : null;
  const untouched = crooked?.then(spineOf);

  it.each(cases)('gives the same discs: %s', async (_, transform, by) => {
    const before = (await untouched)!.discs;
    const after = spineOf(transform((await crooked)!)).discs;
    expect(after.map(d => d.level)).toEqual(before.map(d => d.level));
    after.forEach((disc, i) => {
      const expected = before[i]!;
      expect(distance(disc.frame.center, change.moved(by, expected.frame.center))).toBeLessThan(1);
      expect(distance(disc.canal, change.moved(by, expected.canal))).toBeLessThan(1);
      // 1 mm at the rim of a disc.
      const normal = change.turned(by, expected.frame.normal);
      expect(distance(disc.frame.normal, normal)).toBeLessThan(1 / 18);
    });
  });

  it('finds the same discs in slices 3.6 mm apart', async () => {
    const series = await maskOf('209_t2_SPACE.mha');
    const before = spineOf(series).discs;
    const after = spineOf(change.thin(series, 4)).discs;
    expect(after.map(d => d.level)).toEqual(before.map(d => d.level));
    after.forEach((disc, i) => {
      // Fewer slices see other parts of a disc; in the plane of the slices it must not move.
      const [, y, z] = before[i]!.frame.center;
      expect(Math.hypot(disc.frame.center[1] - y, disc.frame.center[2] - z)).toBeLessThan(1);
    });
  });
});

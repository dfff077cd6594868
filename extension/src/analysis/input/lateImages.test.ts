import { AXIAL, SAGITTAL, seriesOf } from '../../imaging/testing';
import type { ImageSeries, Slice } from '../../imaging/types';
import { checkBeside, checkSagittal, checkStudy, examineStudy } from './checkStudy';
import type { LateSlice } from '../request';
import { completed, LateImages } from './lateImages';

const T2 = { repetitionTime: 3500, echoTime: 105 };
const SMALL = { rows: 8, columns: 8, slices: 9 };

const series = (uid: string, layout: typeof AXIAL): ImageSeries => {
  const made = seriesOf(([x, y, z]) => x + y + z, { ...layout, ...SMALL }, T2);
  const named = (slice: Slice, i: number) => ({ ...slice, sopInstanceUID: `${uid}.${i}` });
  return { ...made, seriesInstanceUID: uid, description: uid, slices: made.slices.map(named) };
};
const bare = (one: ImageSeries): ImageSeries => ({
  ...one,
  slices: one.slices.map(slice => ({ ...slice, pixels: new Uint8Array(0) })),
});

const sagittal = series('sag', SAGITTAL);
const axial = series('ax', AXIAL);
const whole = { studyInstanceUID: '1.2', series: [axial, sagittal] };
const early = { ...whole, series: [bare(axial), sagittal] };

/** Images as they come by themselves. */
const slicesOf = ({ seriesInstanceUID, slices }: ImageSeries): LateSlice[] =>
  slices.map(slice => ({ ...slice, seriesInstanceUID }));

/** A rest that comes, or fails, when the test says so. */
function deferred() {
  let come: (slices: readonly LateSlice[]) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const rest = new Promise<readonly LateSlice[]>(
    (resolve, reject) => ([come, fail] = [resolve, reject])
  );
  return { rest, come, fail };
}

it('checks the sagittal images before the others are there, and comes to the same with them', async () => {
  const { rest, come } = deferred();
  const late = new LateImages({ rest });
  const checked = checkSagittal(examineStudy(early), { late });
  await late.need(sagittal.slices);
  expect(late.pending).not.toBeNull();
  come(slicesOf(axial));
  await late.need(bare(axial).slices);
  expect(late.pending).toBeNull();
  const { axial: stacks, ...others } = checkBeside(checked, late);
  const { axial: expected, ...same } = checkStudy(whole);
  expect(stacks).toEqual(expected);
  expect(others).toEqual({ ...same, series: expect.arrayContaining([...same.series]) });
  expect(stacks[0]!.slices[0]!.pixels.length).toBe(64);
});

it('tells images apart that have one UID in several series', async () => {
  const alike = (one: ImageSeries): ImageSeries => ({
    ...one,
    slices: one.slices.map((slice, i) => ({ ...slice, sopInstanceUID: `1.${i}` })),
  });
  const [sagittals, axials] = [alike(sagittal), alike(axial)];
  const late = new LateImages({ rest: Promise.resolve(slicesOf(axials)) });
  await late.pending;
  const study = { ...whole, series: [bare(axials), sagittals] };
  const expected = checkStudy({ ...whole, series: [axials, sagittals] });
  const found = checkBeside(checkSagittal(examineStudy(study), { late }), late);
  expect([found.sagittal, found.axial]).toEqual([expected.sagittal, expected.axial]);
});

it('waits for nothing where every image came with its samples', async () => {
  const late = new LateImages();
  expect(late.pending).toBeNull();
  await late.need(bare(axial).slices);
  expect(late.filled({ images: axial.slices, description: axial })).toEqual(axial.slices);
});

it('waits for sagittal images, too, where they are late', async () => {
  const { rest, come } = deferred();
  const late = new LateImages({ rest });
  let ready = false;
  const waiting = late.need(bare(sagittal).slices).then(() => (ready = true));
  await Promise.resolve();
  expect(ready).toBe(false);
  come(slicesOf(sagittal));
  await waiting;
  const study = { ...whole, series: [axial, bare(sagittal)] };
  const checked = checkSagittal(examineStudy(study), { late });
  expect(checked.sagittal).toEqual(checkStudy(whole).sagittal);
});

it('ends what waits when the rest fails, or when it is cancelled', async () => {
  const failing = deferred();
  const failed = new LateImages({ rest: failing.rest }).need(bare(axial).slices);
  failing.fail(new Error('no answer'));
  await expect(failed).rejects.toThrow('no answer');

  const abort = new AbortController();
  const { rest } = deferred();
  const late = new LateImages({ rest, signal: abort.signal });
  const cancelled = late.need(bare(axial).slices);
  abort.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  await expect(late.pending).rejects.toMatchObject({ code: 'cancelled' });
});

it('makes one study of both, without the images that got no samples', () => {
  expect(completed(early, slicesOf(axial)).series).toEqual([axial, sagittal]);
  const [some, ...others] = completed(early, slicesOf(axial).slice(2)).series;
  expect(some!.slices).toEqual(axial.slices.slice(2));
  expect(others).toEqual([sagittal]);
  expect(completed(early, []).series).toEqual([sagittal]);
});

/** Axial images that come while the sagittal ones are segmented, through the whole pipeline with the shipped weights. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { sampleFolder } from './analyzed';
import type { Event, LateOutcomes } from './analyzeLate';

// Five analyses on whatever machine.
jest.setTimeout(20 * 60_000);

let outcomes: LateOutcomes;
beforeAll(async () => {
  const study = sampleFolder('synthetic-asymmetric');
  const args = ['--import', 'tsx', 'test/node/analyzeLate.ts', study];
  const cwd = path.resolve(__dirname, '../..');
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  outcomes = JSON.parse(stdout) as LateOutcomes;
});

const times = (count: number, event: Event) => Array<Event>(count).fill(event);

test('late axial images are waited for when all else is done, and not before', () => {
  const { slices, levels, whole, late } = outcomes;
  expect(slices).toBeGreaterThan(5);
  expect(levels).toBeGreaterThan(5);
  expect(whole).toEqual([...times(slices, 'slice'), 'spine', ...times(levels, 'level')]);
  expect(late).toEqual([...times(slices, 'slice'), 'spine', 'rest', ...times(levels, 'level')]);
});

test('late axial images change no grade, no label, no warning and no series', () => {
  expect(outcomes.differsWithoutAxial).toBe(true);
  expect(outcomes.same).toBe(true);
});

test('axial images that cannot be had, or are waited for no more, end the analysis', () => {
  expect([outcomes.failed, outcomes.cancelled]).toEqual(['no axial images today', 'cancelled']);
});

import type { Stage } from '../../analysis/request';
import { runFraction, type Phase } from '../study/state';
import { RunProgress } from './runProgress';

function started() {
  const phases: Phase[] = [];
  const progress = new RunProgress(phase => phases.push(phase));
  const analyze = (stage: Stage, fraction: number) => progress.analyzing({ stage, fraction });
  return { phases, progress, analyze };
}

const download = (loadedBytes: number) =>
  ({ phase: 'download', loadedBytes, totalBytes: 10 }) as const;

it('moves the bar forward while images, models and analysis come along side by side', () => {
  const { phases, progress, analyze } = started();
  progress.loaded(1, 20);
  progress.loaded(8, 20);
  progress.startingModels(download(4));
  progress.loaded(9, 20);
  progress.startingModels(download(10));
  analyze('segment', 0.03);
  progress.loaded(12, 20);
  analyze('segment', 0.5);
  analyze('locate', 0.74);
  analyze('measure', 0.78);
  progress.loaded(19, 20);
  progress.loaded(20, 20);
  analyze('grade', 0.9);
  analyze('grade', 1);
  const fractions = phases.map(runFraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a! - b!));
  expect(new Set(fractions).size).toBe(fractions.length);
  expect(fractions[0]).toBeGreaterThan(0);
  expect(fractions.at(-1)).toBe(1);
});

it('says that images are loaded when the analysis waits for them, and only then', () => {
  const { phases, progress, analyze } = started();
  const last = () => phases.at(-1);
  progress.loaded(8, 20);
  expect(last()).toEqual({ kind: 'loading-images', loaded: 8, total: 20 });
  analyze('segment', 0.5);
  const images = { loaded: 8, total: 20 };
  expect(last()).toEqual({ kind: 'analyzing', stage: 'segment', fraction: 0.5, images });
  analyze('measure', 0.78);
  expect(last()).toEqual({ kind: 'loading-images', ...images, analyzed: 0.78 });
  progress.loaded(19, 20);
  expect(last()).toMatchObject({ kind: 'loading-images', loaded: 19 });
  // The last one of a T1 series, say, cannot be had.
  progress.imagesEnded();
  expect(last()).toEqual({ kind: 'analyzing', stage: 'measure', fraction: 0.78 });
});

it('tells nothing anew when all images have come anyway', () => {
  const { phases, progress, analyze } = started();
  progress.loaded(20, 20);
  analyze('grade', 0.9);
  progress.imagesEnded();
  expect(phases).toHaveLength(2);
});

/** What larger studies cost the command: processor time and memory, each in a process of its own. */
import type { StudyInput } from '../../extension/src/analysis/request';
import { CommandProcess } from '../queue/command';
import { letPass, type Period } from '../until';
import { interleaved } from './contender';
import { withFiles } from './nodeContenders';
import { peakBytes, processorMs } from './processes';
import { linearFit, spreadOf, type LinearFit, type Spread } from './statistics';
import { grownStudy, manySeries } from './studies';

export interface LargerStudy {
  readonly what: string;
  readonly images: number;
  /** 10⁶ pixels of all images. */
  readonly megapixels: number;
  /** Processor time of the whole command, ms: other programs weigh little on it. */
  readonly processorMs: Spread;
  /** The most memory of the process, MB, Node, models and decoded images included. */
  readonly peakMb: Spread;
}

export interface Larger {
  readonly studies: readonly LargerStudy[];
  /** Processor time, ms, over the number of slices. */
  readonly slices: LinearFit;
  /** Peak of the memory, MB, over 10⁶ pixels, of the same studies. */
  readonly memory: LinearFit;
}

const SLICES = [50, 100, 200, 400];
/** The sample's slab is 17 mm wide; this is how much wider a patient is. */
const APART = 4;

const MEASURES: readonly (readonly [string, () => Promise<StudyInput>])[] = [
  ...SLICES.map(
    count => [`${count} slices of 320 × 256`, () => grownStudy(count, 320, APART)] as const
  ),
  ['18 slices of 1024 × 819', () => grownStudy(18, 1024, APART)],
  ['12 series, 468 images', manySeries],
];

/** Null where the system does not tell what a process uses (anywhere but on Linux). */
export async function larger(
  repetitions: number,
  say: (text: string) => void
): Promise<Larger | null> {
  if (Number.isNaN(processorMs(process.pid))) {
    return null;
  }
  const made = await Promise.all(
    MEASURES.map(async ([what, make]) => ({ what, study: await make() }))
  );
  const peaks = new Map<string, number[]>(made.map(({ what }) => [what, []]));
  const contenders = made.map(({ what, study }) => ({
    name: what,
    run: () =>
      withFiles(study, async folder => {
        const { used, peak } = await measured(['analyze', folder]);
        peaks.get(what)!.push(peak / 1e6);
        return { ms: used };
      }),
  }));
  const samples = await interleaved(contenders, repetitions, text => say(`  ${text}`));
  const studies = made.map(({ what, study }): LargerStudy => {
    const images = study.series.flatMap(({ slices }) => slices);
    return {
      what,
      images: images.length,
      megapixels: images.reduce((sum, { rows, columns }) => sum + rows * columns, 0) / 1e6,
      processorMs: spreadOf(samples.get(what)!.map(({ ms }) => ms)),
      peakMb: spreadOf(peaks.get(what)!),
    };
  });
  const growing = studies.slice(0, SLICES.length);
  return {
    studies,
    slices: linearFit(growing.map(one => [one.images, one.processorMs.median] as const)),
    memory: linearFit(growing.map(one => [one.megapixels, one.peakMb.median] as const)),
  };
}

const SAMPLED: Period = { ms: 20, because: 'so often a process is looked at while it runs' };

/** What a command used until shortly before its end. */
async function measured(args: readonly string[]): Promise<{ used: number; peak: number }> {
  const command = new CommandProcess(args);
  let [used, peak] = [0, 0];
  while (command.code === undefined) {
    used = Math.max(used, processorMs(command.pid) || 0);
    peak = Math.max(peak, peakBytes(command.pid) || 0);
    await letPass(SAMPLED);
  }
  if (command.code !== 0) {
    throw new Error(`deepspine ${args.join(' ')} ended with ${command.code}: ${command.stderr}`);
  }
  return { used, peak };
}

/** What one measured run of something took; times in ms. */
export interface Sample {
  readonly ms: number;
  /** Of that, within the models' sessions; missing where it is a model's run as a whole. */
  readonly modelMs?: number;
  readonly firstFindingMs?: number;
  /** Until the first slice's labels were there; missing where nobody asks for them. */
  readonly firstSegmentationMs?: number;
}

/** One of the things that are compared: a pipeline somewhere, or a bare runtime. */
export interface Contender {
  readonly name: string;
  run(): Promise<Sample>;
}

export type Samples = ReadonlyMap<string, readonly Sample[]>;

/**
 * Runs all contenders once to warm them up, then `repetitions` times in turn, each time beginning with
 * another one: whatever else the machine does falls on all of them alike.
 */
export async function interleaved(
  contenders: readonly Contender[],
  repetitions: number,
  onRun: (text: string) => void = () => {}
): Promise<Samples> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (let i = 0; i < contenders.length; i++) {
      const { name, run } = contenders[(i + Math.max(0, repetition)) % contenders.length]!;
      const sample = await run();
      const which = repetition < 0 ? 'warm-up' : `${repetition + 1}/${repetitions}`;
      onRun(`${which}: ${name}, ${sample.ms.toFixed(0)} ms`);
      if (repetition >= 0) {
        samples.get(name)!.push(sample);
      }
    }
  }
  return samples;
}

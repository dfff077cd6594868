import { main } from './cli';

/** What a run of the command gave. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process; what it writes is captured instead of shown. */
export async function runCommand(...args: string[]): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const capture = (stream: 'stdout' | 'stderr') =>
    jest.spyOn(process[stream], 'write').mockImplementation(text => {
      written[stream] += String(text);
      return true;
    });
  const spies = [capture('stdout'), capture('stderr')];
  try {
    return { code: await main(args), ...written };
  } finally {
    spies.forEach(spy => spy.mockRestore());
  }
}

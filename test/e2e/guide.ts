import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths';

/** The shell commands that the site guide gives for a route, under the names of its steps, in the guide's order. */
export function guideSteps(route: string): ReadonlyMap<string, string> {
  const guide = readFileSync(join(ROOT, 'docs/install.md'), 'utf8');
  const marked = new RegExp(
    `<!-- route ${route}: ([\\w ]+) -->\\n\\n\`\`\`sh\\n([\\s\\S]*?)\`\`\``,
    'g'
  );
  const steps = new Map([...guide.matchAll(marked)].map(([, step, text]) => [step!, text!]));
  const markers = guide.split(`<!-- route ${route}:`).length - 1;
  if (steps.size === 0 || steps.size !== markers) {
    throw new Error(
      `docs/install.md marks ${markers} steps of "${route}", of which ${steps.size} are commands.`
    );
  }
  return steps;
}

export interface GuideMachine {
  /** The clone in which the commands are run. */
  readonly clone: string;
  /** For curl's settings. */
  readonly home: string;
  /** Names that the guide makes up, and what stands for them on this machine. */
  readonly places: Readonly<Record<string, string>>;
}

/** Lines that `npm test` has done before this; in a fresh clone (DEEPSPINE_FRESH_CLONE=1) they are run like the others. */
const DONE_BEFORE = ['npm ci', 'git pull'];

/** Runs a step's commands, word for word but for names that the guide makes up. Returns what they printed. */
export function follow(commands: string, { clone, home, places }: GuideMachine): string {
  // The certificates of this machine were made a moment ago.
  writeFileSync(join(home, '.curlrc'), 'insecure\n');
  const fresh = process.env.DEEPSPINE_FRESH_CLONE === '1';
  const lines = commands.split('\n').filter(line => fresh || !DONE_BEFORE.includes(line));
  const text = Object.entries(places).reduce(
    (all, [name, place]) => all.replaceAll(name, place),
    lines.join('\n')
  );
  const run = spawnSync('sh', ['-e'], {
    cwd: clone,
    input: text,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    // The guide's own words choose the viewer.
    env: { ...process.env, OHIF_VERSION: undefined, INIT_CWD: clone, CURL_HOME: home },
  });
  if (run.status !== 0) {
    throw new Error(`The guide's commands failed:\n${text}\n${run.stdout}\n${run.stderr}`);
  }
  return run.stdout;
}

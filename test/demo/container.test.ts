import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PATHS, ROOT } from '../../tools/paths';
import { freePort } from '../freePort';
import { needs } from '../needs';
import { until } from '../until';

/**
 * The container's build, without an engine: the steps of docker/Dockerfile in their order, on the files that
 * are tracked, in a folder that stands for the image.
 */

interface Step {
  readonly instruction: string;
  readonly words: string;
}

function steps(file: string): Step[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/\\\n/g, ' ');
  const lines = text.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'));
  return lines.map(line => {
    const [instruction = '', ...words] = line.trim().split(/\s+/);
    return { instruction, words: words.join(' ') };
  });
}

/** The files of the repository; what is not tracked is nothing that the build may need. */
function contextFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
  return list.split('\0').filter(file => file !== '' && existsSync(join(ROOT, file)));
}

/** Runs the build stage; what the image has at / is at `image`. */
function runStage(stage: readonly Step[], image: string): void {
  const env: NodeJS.ProcessEnv = { ...process.env };
  const files = contextFiles();
  let workdir = image;
  for (const { instruction, words } of stage) {
    switch (instruction) {
      case 'WORKDIR':
        workdir = join(image, words);
        mkdirSync(workdir, { recursive: true });
        break;
      case 'ARG':
      case 'ENV': {
        const [name = '', value = ''] = words.split('=');
        env[name] = value.startsWith('$') ? env[value.slice(1)] : value;
        break;
      }
      case 'COPY': {
        const sources = words.split(' ');
        const to = sources.pop()!;
        for (const source of sources) {
          for (const file of files.filter(f => source === '.' || f === source)) {
            const target = source === '.' ? file : join(to, file.split('/').pop()!);
            mkdirSync(dirname(join(workdir, target)), { recursive: true });
            cpSync(join(ROOT, file), join(workdir, target));
          }
        }
        break;
      }
      case 'RUN':
        if (/^npm ci\b/.test(words)) {
          // What it would install is here already, by the same lockfile.
          symlinkSync(join(ROOT, 'node_modules'), join(workdir, 'node_modules'));
          mkdirSync(join(workdir, 'demo'), { recursive: true });
          symlinkSync(PATHS.viewers, join(workdir, 'demo/.viewer'));
        } else if (!words.startsWith('install -d -o node')) {
          const command = words.replace(/ \/site\b/, ` ${join(image, 'site')}`);
          const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
            cwd: workdir,
            env: { ...env, INIT_CWD: workdir },
            encoding: 'utf8',
          });
          expect([command, status, status === 0 ? '' : stdout + stderr]).toEqual([command, 0, '']);
        }
        break;
      default:
        throw new Error(`${instruction} is not known here.`);
    }
  }
}

const [viewer, worker] = ['docker/Dockerfile', 'docker/worker.Dockerfile'];
// The first `npm start` or end-to-end test fetches the viewer.
const { it: withViewer } = needs('viewer');

describe('the container of the viewer', () => {
  let image: string;
  beforeAll(() => {
    image = mkdtempSync(join(tmpdir(), 'deepspine-image-'));
  });
  afterAll(() => rmSync(image, { recursive: true, force: true }));

  withViewer(
    'is built by its steps, in order, and holds all that the viewer asks for',
    () => {
      const all = steps(viewer);
      const second = all.findIndex((s, i) => i > 0 && s.instruction === 'FROM');
      runStage(all.slice(1, second), image);
      const from = all.find(s => s.words.startsWith('--from=build'))!.words.split(' ')[1]!;
      const served = [
        ...[
          'index.html',
          'app-config.js',
          'plugins/host-map.json',
          'plugins/mode/index.umd.js',
          'plugins/load.js',
        ],
        ...['plugins/extension/index.umd.js', 'plugins/extension/index.mjs'],
        ...['deepspine/worker.js', 'deepspine/record.js', 'deepspine/models/manifest.json'],
      ];
      const missing = served.filter(file => !existsSync(join(image, from, file)));
      expect(missing).toEqual([]);
      // The viewer's own configuration is replaced, by ours.
      const config = readFileSync(join(image, from, 'app-config.js'), 'utf8');
      expect(config).toContain('withDeepSpine(');
      expect(config).toContain('/dicom-web');
    },
    900_000
  );

  it('copies only what is there', () => {
    for (const file of [viewer, worker, 'docker/archive.Dockerfile']) {
      const copies = steps(file).filter(
        s => s.instruction === 'COPY' && !/^(--|\. )/.test(s.words)
      );
      const sources = copies.flatMap(({ words }) => words.split(' ').slice(0, -1));
      expect(sources.length).toBeGreaterThan(0);
      expect(sources.filter(source => !existsSync(join(ROOT, source)))).toEqual([]);
    }
  });

  it('passes on what is for the archive, where that is', () => {
    const text = readFileSync(join(ROOT, 'docker/compose.yaml'), 'utf8');
    const archive = /proxy_pass http:\/\/(\w+):(\d+);/.exec(
      readFileSync(join(ROOT, 'docker/nginx.conf'), 'utf8')
    )!;
    expect(text).toContain(`\n  ${archive[1]}:\n`);
    const orthanc = JSON.parse(readFileSync(join(ROOT, 'docker/orthanc.json'), 'utf8'));
    expect(orthanc.HttpPort).toBe(Number(archive[2]));
  });
});

it('the container of the workers is built by its steps, in order, and knows its commands', () => {
  const image = mkdtempSync(join(tmpdir(), 'deepspine-image-'));
  try {
    const [, ...all] = steps(worker);
    runStage(
      all.filter(({ instruction }) => !/^(USER|VOLUME|ENTRYPOINT)$/.test(instruction)),
      image
    );
    const entry = JSON.parse(all.find(s => s.instruction === 'ENTRYPOINT')!.words) as string[];
    const program = join(image, entry[1]!);
    expect(existsSync(join(program, '../deepspine.bundle.cjs'))).toBe(true);
    const { status, stdout } = spawnSync(process.execPath, [program, 'help', 'work'], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining('--metrics')]);
  } finally {
    rmSync(image, { recursive: true, force: true });
  }
}, 300_000);

// `npm test` installs Orthanc where it may.
const { it: withOrthanc } = needs('Orthanc');

withOrthanc(
  'the archive’s configuration starts an archive that speaks DICOMweb',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deepspine-orthanc-'));
    const config = join(folder, 'orthanc.json');
    const given = JSON.parse(readFileSync(join(ROOT, 'docker/orthanc.json'), 'utf8')) as object;
    const port = await freePort();
    // Its own but for what this machine must have differently.
    const here = { StorageDirectory: folder, IndexDirectory: folder, HttpPort: port };
    writeFileSync(config, JSON.stringify({ ...given, ...here, RemoteAccessAllowed: false }));
    const orthanc = spawn('Orthanc', [config], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    [orthanc.stdout, orthanc.stderr].forEach(stream =>
      stream.on('data', chunk => output.push(String(chunk)))
    );
    const ended = new Promise(done => orthanc.once('close', done));
    try {
      const asked = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/dicom-web/studies`).catch(() => null);
        // What it said is the best hint where it does not answer.
        return answer?.status === 200 ? '' : `${answer?.status}: ${output.join('')}`;
      };
      const ready = (fault: string) => fault === '' || orthanc.exitCode !== null;
      expect(await until(asked, ready, 'Orthanc answers', { patienceMs: 60_000 })).toBe('');
    } finally {
      orthanc.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000
);

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../tools/paths';
import { holdings } from '../queue/holdings';
import { SmallStudies } from '../queue/smallStudies';
import { DicomWeb } from '../record/dicomWeb';
import { freePort } from '../freePort';
import { needs } from '../needs';
import { until } from '../until';

/**
 * docker/compose.yaml, without an engine: what it says of every service, and its commands with its environments, in the
 * order of its dependencies, as processes of this machine. The viewer's part is test/e2e/containers.e2e.ts.
 */

interface Service {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string };
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly pids_limit?: number;
  readonly mem_limit?: string;
  readonly cpus?: number;
  readonly restart?: string;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const text = readFileSync(path.join(ROOT, 'docker/compose.yaml'), 'utf8');
const { services, networks, volumes } = parse(text, { merge: true }) as Compose;
const names = Object.keys(services);

const dockerfileOf = ({ build }: Service): string =>
  build ? readFileSync(path.join(ROOT, build.dockerfile), 'utf8') : '';

it('starts a viewer, an archive, Redis, a worker and a watcher', () => {
  expect(names.sort()).toEqual(['archive', 'redis', 'viewer', 'watcher', 'worker']);
});

it.each(names)('confines the %s, and says when it is well', name => {
  const service = services[name]!;
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    restart: 'unless-stopped',
    pids_limit: expect.any(Number),
    mem_limit: expect.stringMatching(/^\d+[mg]$/),
    cpus: expect.any(Number),
  });
  expect(service.healthcheck?.test[0]).toBe('CMD');
  // Nobody is root: by the service, by the last word of its Dockerfile, or by an image that is made so.
  const user = service.user ?? /^USER (\S+)$/m.exec(dockerfileOf(service))?.[1];
  const rootless =
    user ?? /^FROM (nginxinc\/nginx-unprivileged):/m.exec(dockerfileOf(service))?.[1];
  expect(rootless).toMatch(/^(?!root|0(:|$)).+/);
  expect(service).not.toHaveProperty('privileged');
});

it('takes every image of others by its digest, one for each name', () => {
  const built = Object.values(services).filter(({ build }) => build);
  const from = built.flatMap(service =>
    [...dockerfileOf(service).matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!)
  );
  const pulled = Object.values(services).flatMap(({ build, image }) =>
    build || !image ? [] : [image]
  );
  expect(from.length).toBeGreaterThanOrEqual(3);
  expect(pulled).toHaveLength(1);
  const digests = new Map<string, string>();
  for (const image of [...from, ...pulled]) {
    expect(image).toMatch(/^[a-z/-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    const [name, digest] = image.split('@') as [string, string];
    expect(digests.get(name) ?? digest).toBe(digest);
    digests.set(name, digest);
  }
});

it('names only what there is, and lets nobody in from outside', () => {
  for (const service of Object.values(services)) {
    const after = Object.entries(service.depends_on ?? {});
    expect(after.filter(([name]) => !names.includes(name))).toEqual([]);
    expect(after.map(([, { condition }]) => condition)).toEqual(after.map(() => 'service_healthy'));
    const kept = service.volumes?.map(volume => volume.split(':')[0]!) ?? [];
    expect(kept.filter(volume => !(volume in volumes))).toEqual([]);
    expect(service.networks?.filter(network => !(network in networks))).toEqual([]);
    expect(service.ports?.filter(port => !port.startsWith('127.0.0.1:')) ?? []).toEqual([]);
  }
  // What works on images has no way out of the machine.
  const outside = names.filter(name => services[name]!.networks!.some(n => !networks[n]?.internal));
  expect(outside).toEqual(['viewer']);
  // A worker may finish its study: longer than --grace, which is 60 s.
  expect(parseInt(services.worker!.stop_grace_period!, 10)).toBeGreaterThan(60);
});

/** The names and ports of the file as they are on this machine. */
class Machine {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'deepspine-compose-'));
  readonly running = new Map<string, ChildProcess>();
  private readonly said = new Map<string, string[]>();

  constructor(private readonly ports: Readonly<Record<string, number>>) {}

  /** Words of the file on this machine; a service's own ports are asked for at 127.0.0.1. */
  here(name: string, words: string): string {
    const { archive, redis } = this.ports;
    return words
      .replace('archive:8042', `127.0.0.1:${archive}`)
      .replace('127.0.0.1/8042', `127.0.0.1/${archive}`)
      .replace('redis:6379', `127.0.0.1:${redis}`)
      .replace(/(0\.0\.0\.0|127\.0\.0\.1):9188/, `127.0.0.1:${this.ports[name]}`)
      .replace('/var/log/deepspine', this.folder);
  }

  start(name: string, command: readonly string[]): void {
    const environment = Object.entries(services[name]!.environment ?? {});
    const [program, ...args] = command;
    const child = spawn(program!, args, {
      cwd: this.folder,
      env: {
        ...process.env,
        ...Object.fromEntries(environment.map(([key, value]) => [key, this.here(name, value)])),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    [child.stdout, child.stderr].forEach(stream =>
      stream!.on('data', data => lines.push(String(data)))
    );
    this.running.set(name, child);
    this.said.set(name, lines);
  }

  logOf(name: string): string {
    return this.said.get(name)!.join('');
  }

  async untilHealthy(name: string): Promise<void> {
    const [, program, ...args] = services[name]!.healthcheck!.test;
    const more = name === 'redis' ? ['-p', String(this.ports.redis)] : [];
    const words = [...more, ...args.map(word => this.here(name, word))];
    const asked = () => {
      expect([name, this.running.get(name)!.exitCode, this.logOf(name)]).toEqual([
        name,
        null,
        this.logOf(name),
      ]);
      const { status } = spawnSync(program!, words, { timeout: 10_000 });
      return { status, log: this.logOf(name) };
    };
    await until(asked, ({ status }) => status === 0, `the ${name} is well`, { betweenMs: 500 });
  }

  async stop(name: string): Promise<number | null> {
    const child = this.running.get(name)!;
    this.running.delete(name);
    const ended = new Promise<number | null>(done => child.once('close', done));
    child.kill('SIGTERM');
    return child.exitCode ?? ended;
  }

  async end(): Promise<void> {
    await Promise.all([...this.running.keys()].map(name => this.stop(name)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const { it: given } = needs('redis-server', 'Orthanc');

given(
  'its commands, in their order, analyze a study that arrives in the archive',
  async () => {
    const ports = {
      ...{ archive: await freePort(), redis: await freePort() },
      ...{ watcher: await freePort(), worker: await freePort() },
    };
    const machine = new Machine(ports);
    const { folder } = machine;
    const node = [process.execPath, path.join(ROOT, 'cli/bin.mjs')];
    const orthanc = path.join(folder, 'orthanc.json');
    const given = JSON.parse(
      readFileSync(path.join(ROOT, 'docker/orthanc.json'), 'utf8')
    ) as object;
    const storage = path.join(folder, 'archive');
    const here = { StorageDirectory: storage, IndexDirectory: storage, HttpPort: ports.archive };
    writeFileSync(orthanc, JSON.stringify({ ...given, ...here, RemoteAccessAllowed: false }));
    mkdirSync(storage);
    const commands: Record<string, readonly string[]> = {
      archive: ['Orthanc', orthanc],
      redis: [...services.redis!.command!, '--port', String(ports.redis), '--bind', '127.0.0.1'],
      watcher: [...node, ...services.watcher!.command!],
      worker: [...node, ...services.worker!.command!],
    };
    try {
      const started: string[] = [];
      for (const name of ['redis', 'archive', 'watcher', 'worker']) {
        const after = Object.keys(services[name]!.depends_on ?? {});
        expect(after.filter(one => !started.includes(one))).toEqual([]);
        machine.start(name, commands[name]!);
        await machine.untilHealthy(name);
        started.push(name);
      }
      const now = new Date();
      const two = (value: number) => String(value).padStart(2, '0');
      const StudyDate = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
      const { uid, files } = (await SmallStudies.load()).study('compose', 5, { StudyDate });
      const root = `http://127.0.0.1:${ports.archive}/dicom-web`;
      expect((await new DicomWeb(root).store(files)).status).toBe(200);
      // A look comes every half a minute, and a study has to be the same in two of them.
      const held = () => {
        for (const name of started) {
          expect([name, machine.running.get(name)!.exitCode]).toEqual([name, null]);
        }
        return holdings(root, uid);
      };
      await until(held, ({ SR }) => SR.length > 0, 'its report is there', { patienceMs: 500_000 });
      expect(await holdings(root, uid)).toMatchObject({ SEG: [expect.any(String)] });
      expect([await machine.stop('worker'), await machine.stop('watcher')]).toEqual([0, 0]);
      const audit = readFileSync(path.join(folder, 'audit.jsonl'), 'utf8');
      expect(audit).toContain('"who":"deepspine-watcher"');
      expect(audit).toMatch(
        new RegExp(`"who":"deepspine-worker".*"action":"write".*"study":"${uid}"`)
      );
      // What is queued and done is on the disk, for the next start.
      expect(
        readFileSync(path.join(folder, 'appendonlydir/appendonly.aof.1.incr.aof'), 'utf8')
      ).toContain(uid);
    } finally {
      await machine.end();
    }
  },
  600_000
);

const systemd = ['deepspine-watch.service', 'deepspine-work@.service'];
const { it: verified } = needs('systemd-analyze');

for (const unit of systemd) {
  verified(`systemd takes docs/systemd/${unit}, and finds it confined`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'deepspine-systemd-'));
    try {
      const words = readFileSync(path.join(ROOT, 'docs/systemd', unit), 'utf8');
      const [, program, script] = /^ExecStart=(\S+) (\S+)/m.exec(words)!;
      expect([program, script]).toEqual(['/usr/bin/node', '/opt/deepspine/cli/bin.mjs']);
      const file = path.join(folder, unit.replace('@.', '@1.'));
      // systemd wants the program to be there.
      writeFileSync(file, words.replace(program!, process.execPath));
      const verify = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
      expect([verify.status, verify.stderr]).toEqual([0, '']);
      const options = ['security', '--offline=true', '--no-pager', '--threshold=20', file];
      const security = spawnSync('systemd-analyze', options, { encoding: 'utf8' });
      expect([security.status, security.stderr]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

it.each(systemd)('the command knows what %s asks of it', unit => {
  const words = readFileSync(path.join(ROOT, 'docs/systemd', unit), 'utf8');
  const args = /^ExecStart=\S+ \S+ (.*)$/m.exec(words)![1]!.replace('%i', '1').split(' ');
  const { stdout } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'cli/bin.mjs'), 'help', args[0]!],
    {
      encoding: 'utf8',
    }
  );
  const options = args.filter(word => word.startsWith('--'));
  expect(options.length).toBeGreaterThan(0);
  expect(options.filter(option => !stdout.includes(`${option} `))).toEqual([]);
  const variables = [
    ...words.matchAll(/\bDEEPSPINE_\w+/g),
    ...readFileSync(path.join(ROOT, 'docs/systemd/deepspine.env'), 'utf8').matchAll(
      /^#?(DEEPSPINE_\w+)=/gm
    ),
  ].map(found => found[1] ?? found[0]);
  const sources = ['cli/cliArchive.ts', 'cli/credentials.ts', 'cli/access/access.ts'];
  const code = sources.map(file => readFileSync(path.join(ROOT, file), 'utf8')).join('');
  const known = (name: string) =>
    code.includes(name) || code.includes(`from('${name.replace('DEEPSPINE_', '')}')`);
  expect(variables.filter(name => !known(name))).toEqual([]);
});

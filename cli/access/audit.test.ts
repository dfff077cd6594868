import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { DeepSpineError } from '../../extension/src/findings';
import { observed, observedEach, type AccessTarget } from '../dicomweb/access';
import { auditTrail } from './audit';
import { needs } from '../../test/needs';

const ARCHIVE = 'https://archive.example/dicom-web';
const READ: AccessTarget = { action: 'read', what: 'instances', study: '1.2', series: '1.2.3' };
const WRITE: AccessTarget = {
  action: 'write',
  what: 'instances',
  study: '1.2',
  instances: ['1.4'],
};

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'deepspine-audit-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);

async function* three() {
  yield* [1, 2, 3];
}

it('appends who did what to which study, when, and what came of it; for the owner alone to read', async () => {
  const audit = path.join(folder, 'audit.jsonl');
  const trail = auditTrail({ audit, auditAs: 'DEEPSPINE1', command: 'work' })(ARCHIVE);
  const before = Date.now();
  const seen: number[] = [];
  for await (const one of observedEach([trail], READ, three())) {
    seen.push(one);
  }
  // Whoever wants no more has had what it wanted.
  for await (const one of observedEach([trail], READ, three())) {
    expect(one).toBe(1);
    break;
  }
  const refusal = new DeepSpineError('archive-refused', 'No.');
  const refused = observed([trail], WRITE, () => Promise.reject(refusal), Number);
  await expect(refused).rejects.toBe(refusal);
  expect(seen).toEqual([1, 2, 3]);
  expect(statSync(audit).mode & 0o777).toBe(0o600);
  const own = { who: 'DEEPSPINE1', host: hostname(), pid: process.pid, command: 'work' };
  const all = { ...own, archive: ARCHIVE, study: '1.2', time: expect.any(String) };
  const read = { ...all, ...READ, outcome: 'done', ms: expect.any(Number) };
  expect(linesOf(audit)).toEqual([
    { ...read, count: 3 },
    { ...read, count: 1 },
    { ...all, ...WRITE, outcome: 'begun' },
    { ...all, ...WRITE, outcome: 'archive-refused', count: 0, ms: expect.any(Number) },
  ]);
  for (const { time } of linesOf(audit)) {
    expect(Date.parse(String(time))).toBeGreaterThanOrEqual(before);
  }
});

it('goes on in a new file where the old one was renamed', async () => {
  const audit = path.join(folder, 'rotated.jsonl');
  const trail = auditTrail({ audit, command: 'watch' })(ARCHIVE);
  const read = () => observed([trail], READ, async () => 7, Number);
  await read();
  renameSync(audit, `${audit}.1`);
  await read();
  await read();
  expect([linesOf(`${audit}.1`).length, linesOf(audit).length]).toEqual([1, 2]);
  expect(linesOf(audit)[0]).toMatchObject({ who: expect.stringMatching(/.+@.+/), count: 7 });
});

it('lets nothing be asked of the archive that it cannot write down', async () => {
  const away = path.join(folder, 'away');
  const missing = { audit: path.join(away, 'audit.jsonl'), command: 'work' };
  expect(() => auditTrail(missing)).toThrow(/cannot be written .* nothing is asked/);
  const audit = path.join(folder, 'lost.jsonl');
  const trail = auditTrail({ audit, command: 'work' })(ARCHIVE);
  rmSync(audit);
  renameSync(folder, `${folder}-gone`);
  try {
    let asked = false;
    const act = async () => Number((asked = true));
    for (const target of [READ, WRITE]) {
      await expect(observed([trail], target, act, Number)).rejects.toMatchObject({
        // Such a thing may pass: the queue tries the study again.
        code: 'archive-unreachable',
      });
    }
    expect(asked).toBe(false);
  } finally {
    renameSync(`${folder}-gone`, folder);
  }
});

// util-linux has it, and with it every Linux.
needs('logger').it('writes to a syslog over TCP, as RFC 5424 has it', async () => {
  let text = '';
  const server = createServer(socket => socket.on('data', chunk => (text += String(chunk))));
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const where = { audit: `syslog://127.0.0.1:${port}`, auditAs: 'DEEPSPINE1', command: 'work' };
    const trail = auditTrail(where)(ARCHIVE);
    await observed([trail], READ, async () => 1, Number);
    while (!text.includes('\n') || !text.includes('"count":1')) {
      await new Promise(done => setTimeout(done, 20));
    }
    // Facility authpriv (10), severity notice (5): 10 * 8 + 5.
    expect(text).toMatch(/<85>1 \d{4}-\d\d-\d\dT\S+ \S+ deepspine /);
    const line = /\{.*\}/.exec(text.split('\n').find(one => one.includes('"count":1'))!)![0];
    expect(JSON.parse(line)).toMatchObject({ who: 'DEEPSPINE1', study: '1.2', outcome: 'done' });
    server.close();
    expect(() => auditTrail({ ...where, audit: `syslog://127.0.0.1:1` })).toThrow(/syslog:/);
    expect(() => auditTrail({ ...where, audit: 'syslog:nowhere' })).toThrow(/is no syslog/);
  } finally {
    server.close();
  }
});

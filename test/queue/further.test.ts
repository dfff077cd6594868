import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeResult } from '../../cli/batch/runStudy';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { readInput, type Input } from '../../cli/input';
import { FURTHER_OBJECTS } from '../../extension/src/record/furtherObjects';
import { sourceImages, writeObject } from '../record/objects';
import { analysis } from '../record/phantom';

/** What the command stores in archives that take a deflated segmentation, and in those that do not. */

jest.setTimeout(120_000);

const DEFLATED = '1.2.840.10008.1.2.1.99';
const CLASSES = {
  '1.2.840.10008.5.1.4.1.1.66.4': 'SEG',
  '1.2.840.10008.5.1.4.1.1.88.59': 'KO',
  '1.2.840.10008.5.1.4.1.1.7': 'SC',
  '1.2.840.10008.5.1.4.1.1.104.1': 'PDF',
  '1.2.840.10008.5.1.4.1.1.88.34': 'SR',
};

let folder: string;
let input: Input;
const servers: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepspine-further-'));
  sourceImages().forEach((image, i) => writeObject(folder, String(i), image));
  input = await readInput([folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What is said of a request that an archive does not take. */
type Refusal = readonly [status: number, body: string];

/** An empty archive; `taken` grows by the objects of each request that it takes. */
async function emptyArchive(refusal: Refusal | null) {
  const taken: string[][] = [];
  let bytes = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'GET') {
        response.writeHead(204).end();
        return;
      }
      const body = Buffer.concat(parts).toString('latin1');
      if (refusal && body.includes(`${DEFLATED}`)) {
        response.writeHead(refusal[0], { 'content-type': 'application/dicom+json' });
        response.end(refusal[1]);
        return;
      }
      bytes += body.length;
      // Media Storage SOP Class UID (0002,0002) of each file.
      const classes = [...body.matchAll(/\x02\x00\x02\x00UI..([\d.]+)/gs)].map(
        ([, uid]) => CLASSES[uid as keyof typeof CLASSES] ?? uid!
      );
      taken.push(classes);
      response.writeHead(200, { 'content-type': 'application/dicom+json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise(done => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const archive = new DicomWebArchive(`http://127.0.0.1:${port}`);
  return { archive, taken, size: () => bytes };
}

it('stores the segmentation deflated, and the report last', async () => {
  const { archive, taken, size } = await emptyArchive(null);
  const outcome = await storeResult(archive, analysis(), input);
  expect(taken).toEqual([['SEG'], ['SR']]);
  expect(outcome).toMatchObject({ outcome: 'stored', instancesStored: 2 });
  const deflated = size();
  const plain = await emptyArchive(null);
  await storeResult(plain.archive, analysis(), input, { compress: false });
  expect(plain.taken).toEqual([['SEG'], ['SR']]);
  expect(deflated).toBeLessThan(plain.size());
});

const failed = JSON.stringify({
  '00081198': { vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [0x0122] } }] },
});

it.each<Refusal>([
  [415, ''],
  [409, failed],
  [202, failed],
])('stores it as it is where an archive answers %d', async (...refusal) => {
  const { archive, taken } = await emptyArchive(refusal);
  const outcome = await storeResult(archive, analysis(), input, { also: FURTHER_OBJECTS });
  expect(taken).toEqual([['SEG'], ['KO'], ['SC'], ['PDF'], ['SR']]);
  expect(outcome.instancesStored).toBe(5);
});

it('does not take an archive that is away for one that refuses', async () => {
  const { archive, taken } = await emptyArchive([503, '']);
  await expect(storeResult(archive, analysis(), input)).rejects.toMatchObject({
    code: 'archive-unreachable',
  });
  expect(taken).toEqual([]);
});

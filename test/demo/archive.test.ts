import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../demo/archive/archive';
import type { JsonDataset } from '../../demo/archive/dicomJson';
import { formatMultipart, parseMediaType, parseMultipart } from '../../demo/archive/multipart';
import { listen } from '../../demo/server/server';
import type { RunningServer } from '../../demo/server/server';
import { letPass, type Period } from '../until';
import { encodeRle, mrElements, part10 } from '../node/part10';
import type { TestElement } from '../node/part10';

const EXPLICIT = '1.2.840.10008.1.2.1';
const RLE = '1.2.840.10008.1.2.5';
const STUDY = '2.25.11';
const SERIES = '2.25.12';

let dir: string;
let archive: Archive;
let server: RunningServer;
let root: string;

async function open(): Promise<void> {
  archive = new Archive({ dir, bodyLimitBytes: 200_000 });
  server = await listen((request, response) => archive.handle(request, response), 0);
  root = `http://127.0.0.1:${server.port}/dicom-web`;
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'deepspine-archive-'));
  await open();
});

afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Sample {
  readonly instance?: string;
  readonly study?: string;
  readonly series?: string;
  readonly more?: readonly TestElement[];
  readonly pixels?: Uint8Array;
}

/** A 4 × 6 16-bit MR image, uncompressed. */
function image({ instance = '2.25.13', study, series, more = [], pixels }: Sample = {}): Buffer {
  const elements = mrElements({ rows: 4, columns: 6, bitsAllocated: 16, bitsStored: 12 }, [
    { tag: 0x00080018, vr: 'UI', value: instance },
    { tag: 0x0020000d, vr: 'UI', value: study ?? STUDY },
    { tag: 0x0020000e, vr: 'UI', value: series ?? SERIES },
    { tag: 0x7fe00010, vr: 'OW', value: pixels ?? samples(48, 7) },
    ...more,
  ]);
  return part10({ transferSyntax: EXPLICIT, elements });
}

function samples(bytes: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * seed + 3) & 0xff);
}

async function post(
  files: readonly Buffer[],
  path = '/studies'
): Promise<{ status: number; json: JsonDataset; warning: string | null }> {
  const contentType = 'application/dicom';
  const message = formatMultipart(
    contentType,
    files.map(body => ({ contentType, body }))
  );
  const response = await fetch(root + path, {
    method: 'POST',
    headers: { 'Content-Type': message.contentType },
    body: new Uint8Array(message.body),
  });
  const json = (await response.json()) as JsonDataset;
  return { status: response.status, json, warning: response.headers.get('warning') };
}

async function getJson(path: string): Promise<JsonDataset[]> {
  const response = await fetch(root + path, { headers: { Accept: 'application/dicom+json' } });
  expect(response.status).toBe(200);
  return (await response.json()) as JsonDataset[];
}

async function getParts(path: string): Promise<{ contentType: string; body: Buffer }[]> {
  const response = await fetch(root + path);
  expect(response.status).toBe(200);
  const { parameters } = parseMediaType(response.headers.get('content-type') ?? '');
  return parseMultipart(Buffer.from(await response.arrayBuffer()), parameters.boundary!);
}

const value = (dataset: JsonDataset | undefined, tag: string): unknown =>
  dataset?.[tag]?.Value?.[0];
const items = (dataset: JsonDataset, tag: string): JsonDataset[] =>
  (dataset[tag]?.Value ?? []) as JsonDataset[];
const AT_SERIES = `/studies/${STUDY}/series/${SERIES}`;
const AT_INSTANCE = `${AT_SERIES}/instances/2.25.13`;
const UNANSWERED: Period = { ms: 200, because: 'it is the time in which no answer may come' };

describe('store, query, retrieve', () => {
  it('gives back the stored file byte for byte', async () => {
    const file = image();
    const { status, json } = await post([file]);
    expect(status).toBe(200);
    expect(value(items(json, '00081199')[0], '00081155')).toBe('2.25.13');

    const [part] = await getParts(AT_INSTANCE);
    expect(part!.contentType).toBe(`application/dicom; transfer-syntax=${EXPLICIT}`);
    expect(part!.body.equals(file)).toBe(true);

    const single = await fetch(root + AT_INSTANCE, { headers: { Accept: 'application/dicom' } });
    expect(single.headers.get('content-type')).toBe('application/dicom');
    expect(Buffer.from(await single.arrayBuffer()).equals(file)).toBe(true);
  });

  it('answers searches for studies, series and instances', async () => {
    const name = { tag: 0x00100010, vr: 'PN', value: 'Doe^Jane' };
    await post([
      image({ more: [name] }),
      image({ instance: '2.25.14', more: [name] }),
      image({
        instance: '2.25.15',
        series: '2.25.99',
        more: [name, { tag: 0x00080060, vr: 'CS', value: 'SR' }],
      }),
      image({ instance: '2.25.16', study: '2.25.21', series: '2.25.22' }),
    ]);
    const studies = await getJson('/studies?PatientName=doe*');
    expect(studies).toHaveLength(1);
    expect(studies[0]!['00080061']).toEqual({ vr: 'CS', Value: ['MR', 'SR'] });
    expect(studies[0]!['00100010']).toEqual({ vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] });
    expect(value(studies[0], '00201206')).toBe(2);
    expect(value(studies[0], '00201208')).toBe(3);

    const series = await getJson(`/studies/${STUDY}/series?Modality=MR`);
    expect(series.map(row => [value(row, '0020000E'), value(row, '00201209')])).toEqual([
      [SERIES, 2],
    ]);
    const instances = await getJson(`${AT_SERIES}/instances?includefield=00280030`);
    expect(instances.map(row => value(row, '00080018'))).toEqual(['2.25.13', '2.25.14']);
    expect(instances[0]!['00280030']).toEqual({ vr: 'DS', Value: [0.5, 0.6] });
    expect(await getJson('/studies?limit=1&offset=1')).toHaveLength(1);
    expect(await getJson('/studies?ModalitiesInStudy=CT')).toEqual([]);
    expect(await getJson('/studies?StudyInstanceUID=2.25.21,2.25.11')).toHaveLength(2);
  });

  it('matches ranges of dates', async () => {
    await post([image({ more: [{ tag: 0x00080020, vr: 'DA', value: '20240131' }] })]);
    expect(await getJson('/studies?StudyDate=20240101-20240201')).toHaveLength(1);
    expect(await getJson('/studies?StudyDate=20240201-')).toHaveLength(0);
    expect(await getJson('/studies?StudyDate=-20240131')).toHaveLength(1);
  });

  it('refers to the pixels in the metadata and serves them as bulk data', async () => {
    await post([image()]);
    const [metadata] = await getJson(`${AT_SERIES}/metadata`);
    const uri = metadata!['7FE00010']!.BulkDataURI!;
    expect(metadata!['7FE00010']!.InlineBinary).toBeUndefined();
    const response = await fetch(new URL(uri, root));
    const { parameters } = parseMediaType(response.headers.get('content-type') ?? '');
    const [part] = parseMultipart(Buffer.from(await response.arrayBuffer()), parameters.boundary!);
    expect(part!.body).toEqual(Buffer.from(samples(48, 7)));
  });

  it('keeps the tree of a report, and the gaps between values, in the metadata', async () => {
    const code = (meaning: string): TestElement[] => [
      { tag: 0x00080104, vr: 'LO', value: meaning },
    ];
    const leaf: TestElement[] = [
      { tag: 0x0040a040, vr: 'CS', value: 'NUM' },
      { tag: 0x0040a30a, vr: 'DS', value: '0.87' },
      { tag: 0x0040a043, vr: 'SQ', value: [code('Probability')] },
    ];
    const branch: TestElement[] = [
      { tag: 0x0040a040, vr: 'CS', value: 'CONTAINER' },
      { tag: 0x0040a730, vr: 'SQ', value: [leaf, leaf] },
    ];
    const tree: TestElement = { tag: 0x0040a730, vr: 'SQ', value: [branch] };
    await post([image({ more: [tree, { tag: 0x00080008, vr: 'CS', value: 'DERIVED\\\\OTHER' }] })]);
    const [metadata] = await getJson(`${AT_INSTANCE}/metadata`);
    const [found] = items(metadata!, '0040A730');
    const [, second] = items(found!, '0040A730');
    expect(value(second, '0040A30A')).toBe(0.87);
    expect(value(items(second!, '0040A043')[0], '00080104')).toBe('Probability');
    expect(metadata!['00080008']).toEqual({ vr: 'CS', Value: ['DERIVED', null, 'OTHER'] });
  });

  it('answers 404 for what is not there', async () => {
    await post([image()]);
    const missing = ['/studies/2.25.5', '/studies/2.25.5/series', `${AT_INSTANCE}/frames/2`];
    for (const path of [...missing, `${AT_INSTANCE}/frames/0`, `${AT_INSTANCE}/rendered`]) {
      expect([path, (await fetch(root + path)).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${root}/studies`, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('frames', () => {
  it('splits native frames', async () => {
    const pixels = samples(3 * 48, 5);
    await post([image({ pixels, more: [{ tag: 0x00280008, vr: 'IS', value: '3' }] })]);
    const parts = await getParts(`${AT_INSTANCE}/frames/3,1`);
    expect(parts.map(part => [...part.body])).toEqual([
      [...pixels.subarray(96, 144)],
      [...pixels.subarray(0, 48)],
    ]);
  });

  it('gives encapsulated frames as stored, joining the fragments of each', async () => {
    const plain = [samples(48, 5), samples(48, 9)];
    const encoded = plain.map(frame => encodeRle(frame, 2));
    const file = part10({
      transferSyntax: RLE,
      elements: mrElements({ rows: 4, columns: 6, bitsAllocated: 16, bitsStored: 12 }, [
        { tag: 0x00080018, vr: 'UI', value: '2.25.13' },
        { tag: 0x0020000d, vr: 'UI', value: STUDY },
        { tag: 0x0020000e, vr: 'UI', value: SERIES },
        { tag: 0x00280008, vr: 'IS', value: '2' },
      ]),
      frames: encoded.map(frame => [frame.subarray(0, 64), frame.subarray(64)]),
    });
    await post([file]);
    const parts = await getParts(`${AT_INSTANCE}/frames/1,2`);
    expect(parts[0]!.contentType).toContain(`transfer-syntax=${RLE}`);
    expect(parts.map(part => part.body.equals(encoded[parts.indexOf(part)]!))).toEqual([
      true,
      true,
    ]);
  });

  it('starts every one-bit frame at a byte', async () => {
    // Three frames of 3 × 3 = 9 bits; the lowest bit of a byte is the first pixel (PS3.5 8.1.1).
    const frames = [0b101010101, 0b000000011, 0b110000000];
    const all = frames.reduce((bits, frame, i) => bits | (BigInt(frame) << BigInt(9 * i)), 0n);
    const packed = Uint8Array.from({ length: 4 }, (_, i) => Number((all >> BigInt(8 * i)) & 0xffn));
    const elements = mrElements({ rows: 3, columns: 3, bitsAllocated: 8, bitsStored: 8 }, [
      { tag: 0x00080018, vr: 'UI', value: '2.25.13' },
      { tag: 0x0020000d, vr: 'UI', value: STUDY },
      { tag: 0x0020000e, vr: 'UI', value: SERIES },
      { tag: 0x00280008, vr: 'IS', value: '3' },
      { tag: 0x00280100, vr: 'US', value: 1 },
      { tag: 0x7fe00010, vr: 'OB', value: packed },
    ]);
    await post([part10({ transferSyntax: EXPLICIT, elements })]);
    const parts = await getParts(`${AT_INSTANCE}/frames/1,2,3`);
    const bits = parts.map(({ body }) => (body[0]! | (body[1]! << 8)) & 0x1ff);
    expect(bits).toEqual(frames);
  });
});

describe('what is kept', () => {
  it('survives a restart', async () => {
    const file = image();
    await post([file]);
    await server.close();
    await open();
    expect(await getJson('/studies')).toHaveLength(1);
    const [part] = await getParts(AT_INSTANCE);
    expect(part!.body.equals(file)).toBe(true);
  });

  it('takes the same instance twice, and refuses to replace it by another', async () => {
    const file = image();
    await post([file]);
    expect((await post([file])).status).toBe(200);
    const { status, json, warning } = await post([image({ pixels: samples(48, 11) })]);
    expect(status).toBe(409);
    expect(value(items(json, '00081198')[0], '00081197')).toBe(0x0111);
    expect(value(items(json, '00081198')[0], '00081155')).toBe('2.25.13');
    expect(warning).toContain('2.25.13 is stored already');
    const [part] = await getParts(AT_INSTANCE);
    expect(part!.body.equals(file)).toBe(true);
  });

  it('takes one of two different instances that arrive at once under the same UID', async () => {
    const files = [1, 2, 3].map(seed => image({ pixels: samples(48, seed) }));
    const statuses = (await Promise.all(files.map(file => post([file])))).map(
      ({ status }) => status
    );
    expect(statuses.sort()).toEqual([200, 409, 409]);
    const [part] = await getParts(AT_INSTANCE);
    expect(files.some(file => part!.body.equals(file))).toBe(true);
  });

  it('stores the good parts of a message and names the bad ones', async () => {
    const { status, json, warning } = await post([
      Buffer.from('no DICOM'),
      image(),
      image({ instance: '../../2.25.14' }),
    ]);
    expect(status).toBe(202);
    expect(items(json, '00081199')).toHaveLength(1);
    expect(items(json, '00081198').map(item => value(item, '00081197'))).toEqual([0xc000, 0xc000]);
    expect(warning).toMatch(/is not a DICOM Part 10 file.*instance UID is missing or malformed/);
    expect(archive.store.size).toBe(1);
  });

  it('refuses a file that is cut short', async () => {
    const file = image();
    const { status } = await post([file.subarray(0, file.length - 20)]);
    expect(status).toBe(409);
    expect(archive.store.size).toBe(0);
  });

  it('refuses an instance of another study than the one stored to', async () => {
    const { status, warning } = await post([image()], '/studies/2.25.77');
    expect(status).toBe(409);
    expect(warning).toContain('belongs to study 2.25.11');
    expect((await post([image()], `/studies/${STUDY}`)).status).toBe(200);
  });

  it('leaves nothing half-written behind', async () => {
    await post([image()]);
    const files = readdirSync(dir, { recursive: true, withFileTypes: true });
    expect(files.filter(entry => entry.isFile()).map(entry => entry.name)).toEqual(['2.25.13.dcm']);
  });

  it('opens a folder that holds a broken file, and says which', async () => {
    writeFileSync(join(dir, 'broken.dcm'), 'no DICOM');
    await server.close();
    await open();
    expect(archive.store.unreadable).toHaveLength(1);
    expect(archive.store.unreadable[0]!.file).toContain('broken.dcm');
    expect(readFileSync(join(dir, 'broken.dcm'), 'utf8')).toBe('no DICOM');
  });
});

describe('bad requests', () => {
  const send = (body: string | Uint8Array<ArrayBuffer>, contentType: string) =>
    fetch(`${root}/studies`, { method: 'POST', headers: { 'Content-Type': contentType }, body });

  it.each([
    ['another media type', 415, 'x', 'application/dicom'],
    ['no boundary', 415, 'x', 'multipart/related; type="application/dicom"'],
    ['no part', 400, '--b--\r\n', 'multipart/related; boundary=b'],
    [
      'no closing delimiter',
      400,
      '--b\r\nContent-Type: application/dicom\r\n\r\nabc',
      'multipart/related; boundary=b',
    ],
  ])('answers %s with %d', async (_name, status, body, contentType) => {
    const response = await send(body, contentType);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: string }).error).toMatch(/^[A-Z].*\.$/);
    expect(archive.store.size).toBe(0);
  });

  it('refuses a body above the limit', async () => {
    const response = await send(new Uint8Array(200_001), 'multipart/related; boundary=b').catch(
      () => null
    );
    // The server may close the connection while the body is still being sent.
    expect([413, undefined]).toContain(response?.status);
    expect(archive.store.size).toBe(0);
  });
});

describe('faults for tests', () => {
  it('refuses as told, keeps nothing, and recovers', async () => {
    archive.faults.store = 507;
    expect((await post([image()])).status).toBe(507);
    expect(archive.store.size).toBe(0);
    delete archive.faults.store;
    expect((await post([image()])).status).toBe(200);
  });

  it('can leave a store unanswered', async () => {
    archive.faults.store = 'hang';
    const waiting = post([image()]);
    const winner = await Promise.race([
      waiting.catch(() => 'cut off'),
      letPass(UNANSWERED).then(() => 'still waiting'),
    ]);
    expect(winner).toBe('still waiting');
    await server.close();
    await expect(waiting).rejects.toThrow();
    await open();
  });
});

it('sends the pixels of an instance once to whoever keeps them, and nothing else to be kept', async () => {
  await archive.store.add(image());
  const of = `${root}/studies/${STUDY}/series/${SERIES}/instances/2.25.13`;
  for (const path of [`${of}/frames/1`, `${of}/bulkdata/7FE00010`, of]) {
    const first = await fetch(path);
    const tag = first.headers.get('etag')!;
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    expect((await first.arrayBuffer()).byteLength).toBeGreaterThanOrEqual(48);
    const again = await fetch(path, { headers: { 'if-none-match': tag } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    const other = await fetch(path, { headers: { 'if-none-match': '"another"' } });
    expect(other.status).toBe(200);
    await other.arrayBuffer();
  }
  for (const path of [
    `${root}/studies`,
    `${of}/metadata`,
    `${of}/frames/2`,
    `${root}/studies/1.2`,
  ]) {
    const answer = await fetch(path);
    await answer.arrayBuffer();
    expect([answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([
      null,
      'no-store',
    ]);
  }
});

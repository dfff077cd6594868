import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DicomWebArchive } from './archive';
import { boundaryOf, multipartBodies } from './multipart';
import { parseStudyUrl } from './studyUrl';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

async function bodies(bytes: Buffer, size: number): Promise<string[]> {
  const all: string[] = [];
  for await (const body of multipartBodies(inPieces(bytes, size), 'b-1')) {
    all.push(body.toString('latin1'));
  }
  return all;
}

describe('a multipart answer', () => {
  const message = Buffer.from(
    'preamble\r\n--b-1\r\nContent-Type: application/dicom\r\n\r\none\r\n--b not one\r\n--b-1\r\n' +
      'Content-Type: application/dicom\r\n\r\n\0two\r\n\r\n--b-1--\r\nepilogue',
    'latin1'
  );

  test.each([1, 2, 3, 7, 64, 10_000])('is taken apart in pieces of %d bytes', async size => {
    expect(await bodies(message, size)).toEqual(['one\r\n--b not one', '\0two\r\n']);
  });

  test('that breaks off is no answer', async () => {
    await expect(bodies(message.subarray(0, 80), 9)).rejects.toThrow(/before its closing/);
  });

  test('its boundary may be quoted or not', () => {
    const type = 'multipart/related; type="application/dicom"; boundary=';
    expect([boundaryOf(`${type}"a b"`), boundaryOf(`${type}ab; x=y`)]).toEqual(['a b', 'ab']);
    expect(boundaryOf('Multipart/Related; Boundary = ab ; type="application/dicom"')).toBe('ab');
    expect(boundaryOf('application/dicom')).toBeNull();
  });
});

describe('an archive', () => {
  let server: Server;
  let root: string;
  let answer: { status: number; body: string };
  let asked: string[];

  beforeAll(done => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(answer.status).end(answer.body);
    }).listen(0, '127.0.0.1', () => {
      root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  afterAll(done => void server.close(done));
  beforeEach(() => (asked = []));

  test.each([
    [503, 'archive-unreachable'],
    [429, 'archive-unreachable'],
    [403, 'archive-refused'],
    [404, 'archive-refused'],
  ])('that answers %d: %s', async (status, code) => {
    answer = { status, body: '' };
    await expect(new DicomWebArchive(root).series('1.2')).rejects.toMatchObject({ code });
  });

  test('that nobody runs cannot be reached, and one that stays silent neither', async () => {
    await expect(new DicomWebArchive('http://127.0.0.1:1').series('1')).rejects.toMatchObject({
      code: 'archive-unreachable',
    });
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise(done => silent.once('listening', done));
    const { port } = silent.address() as AddressInfo;
    const archive = new DicomWebArchive(`http://127.0.0.1:${port}`, { timeoutMs: 50 });
    try {
      await expect(archive.series('1')).rejects.toThrow(/did not answer within 0.05 seconds/);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  test.each([
    [1, 'asked once more'],
    [2, 'unreachable'],
  ])('that drops %d connections before it answers is %s', async (drops, result) => {
    let requests = 0;
    const dropping = createServer((request, response) => {
      if (++requests <= drops) {
        request.socket.destroy();
      } else {
        response.end('[]');
      }
    }).listen(0, '127.0.0.1');
    await new Promise(done => dropping.once('listening', done));
    const { port } = dropping.address() as AddressInfo;
    try {
      const stored = new DicomWebArchive(`http://127.0.0.1:${port}`).store(
        [new Uint8Array(4)],
        '1.2'
      );
      await (result === 'unreachable'
        ? expect(stored).rejects.toMatchObject({ code: 'archive-unreachable' })
        : expect(stored).resolves.toBeUndefined());
      expect(requests).toBe(2);
    } finally {
      dropping.closeAllConnections();
      dropping.close();
    }
  });

  /** Answers to a search for studies by limit and offset. */
  type Paging = (
    all: readonly object[],
    limit: number,
    offset: number
  ) => readonly object[] | 'refused';

  let doubts: number;
  beforeEach(() => (doubts = 0));

  async function studiesOf(count: number, paging: Paging): Promise<number> {
    const all = Array.from({ length: count }, (_, i) => ({
      '0020000D': { vr: 'UI', Value: [`1.2.${i}`] },
    }));
    const archive = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://archive').searchParams;
      const page = paging(all, Number(query.get('limit')), Number(query.get('offset')));
      response.writeHead(page === 'refused' ? 400 : 200).end(JSON.stringify(page));
    }).listen(0, '127.0.0.1');
    await new Promise(done => archive.once('listening', done));
    const { port } = archive.address() as AddressInfo;
    const found = new Set<string>();
    try {
      const client = new DicomWebArchive(`http://127.0.0.1:${port}`);
      for await (const { uid } of client.studies(new URLSearchParams(), () => doubts++)) {
        expect(found.has(uid)).toBe(false);
        found.add(uid);
      }
    } finally {
      archive.close();
    }
    return found.size;
  }

  const pagings: [string, Paging][] = [
    ['as the standard says', (all, limit, offset) => all.slice(offset, offset + limit)],
    ['never more than 70 at once', (all, _, offset) => all.slice(offset, offset + 70)],
    ['the first ones whatever the offset', (all, limit) => all.slice(0, limit)],
    ['nothing to an offset', (all, limit, offset) => (offset ? [] : all.slice(0, limit))],
    [
      'no limit above 200',
      (all, limit, offset) => (limit > 200 ? 'refused' : all.slice(offset, offset + limit)),
    ],
    [
      'no offset behind the last match, nor a limit above 200',
      (all, limit, offset) =>
        limit > 200 || offset >= Math.max(all.length, 1)
          ? 'refused'
          : all.slice(offset, offset + limit),
    ],
    ['no offset at all', (all, limit, offset) => (offset > 0 ? 'refused' : all.slice(0, limit))],
    [
      'no limit, and 100 at once',
      (all, limit, offset) => (limit > 0 ? 'refused' : all.slice(offset, offset + 100)),
    ],
  ];

  test.each(pagings)('that pages %s gives every study once', async (_, paging) => {
    for (const count of [0, 1, 70, 199, 200, 201, 400, 1234]) {
      expect(await studiesOf(count, paging)).toBe(count);
    }
  });

  test('that shows no more than its first page leaves a doubt, and one that has no more leaves none', async () => {
    const first = (all: readonly object[], limit: number, offset: number) =>
      limit > 200 || offset > 0 ? ('refused' as const) : all.slice(0, 200);
    expect([await studiesOf(1234, first), doubts]).toEqual([200, 1]);
    expect([await studiesOf(199, first), doubts]).toEqual([199, 1]);
  });

  test('that ignores the search for an instance does not have it for that', async () => {
    const other = [{ '00080018': { vr: 'UI', Value: ['9.9'] } }];
    answer = { status: 200, body: JSON.stringify(other) };
    const archive = new DicomWebArchive(root);
    expect([await archive.has('1', '2', '1.2'), await archive.has('1', '2', '9.9')]).toEqual([
      false,
      true,
    ]);
  });

  test('that knows nothing of the series (404) does not have the instance', async () => {
    answer = { status: 404, body: '' };
    expect(await new DicomWebArchive(root).has('1', '2', '1.2')).toBe(false);
  });
});

test('the URL of a study', () => {
  expect(parseStudyUrl('https://a.example/dicom-web/studies/1.2.3/')).toEqual({
    root: 'https://a.example/dicom-web',
    study: '1.2.3',
  });
  expect(parseStudyUrl('studies/1.2.3')).toBeNull();
});

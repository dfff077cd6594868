import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DicomWebArchive } from './archive';

/** What archives do that the standard does not say, or says otherwise; each on loopback. */

/** The beginning of a Part 10 file: preamble, prefix, and file meta information up to the instance's UID. */
function file(instance: string): Buffer {
  const element = (tag: number, vr: string, value: Buffer, long = false): Buffer => {
    const head = Buffer.alloc(long ? 12 : 8);
    head.writeUInt16LE(2, 0);
    head.writeUInt16LE(tag, 2);
    head.write(vr, 4, 'latin1');
    if (long) {
      head.writeUInt32LE(value.length, 8);
    } else {
      head.writeUInt16LE(value.length, 6);
    }
    return Buffer.concat([head, value]);
  };
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0, 'UL', Buffer.alloc(4)),
    element(1, 'OB', Buffer.from([0, 1]), true),
    element(2, 'UI', Buffer.from('1.2.840.10008.5.1.4.1.1.4\0')),
    element(3, 'UI', Buffer.from(instance.length % 2 ? `${instance}\0` : instance)),
    Buffer.from('the rest'),
  ]);
}

const UIDS = ['1.2.1', '1.2.22', '1.2.333'];
const FILES = UIDS.map(file);

function multipart(files: readonly Buffer[], header = 'Content-Type: application/dicom'): Buffer {
  const parts = files.flatMap(one => [
    Buffer.from(`--b${header ? '\r\n' : ''}${header}\r\n\r\n`),
    one,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from('--b--\r\n')]);
}

const MULTIPART = 'multipart/related; type="application/dicom"; boundary=b';
const tags = (tag: string, values: readonly string[]) =>
  JSON.stringify(values.map(value => ({ [tag]: { vr: 'UI', Value: [value] } })));

type Answers = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;
let asked: string[];

async function archiveThat(answers: Answers): Promise<DicomWebArchive> {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.accept ?? ''}`);
    request.resume().on('end', () => answers(request, response));
  }).listen(0, '127.0.0.1');
  await new Promise(done => server!.once('listening', done));
  const { port } = server.address() as AddressInfo;
  return new DicomWebArchive(`http://127.0.0.1:${port}`, { headers: { 'X-Key': 'secret' } });
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function fetched(archive: DicomWebArchive, count?: number): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for await (const one of archive.instances('1.2', '1.2.3', count)) {
    found.push(one);
  }
  return found;
}

describe('reading: an archive', () => {
  test.each([400, 406, 415, 500, 501])(
    'that answers %d to transfer-syntax=* is asked without it, and from then on',
    async status => {
      const archive = await archiveThat(({ headers }, response) =>
        headers.accept?.includes('transfer-syntax=*')
          ? response.writeHead(status).end('{}')
          : response.writeHead(200, { 'content-type': MULTIPART }).end(multipart(FILES))
      );
      expect(await fetched(archive)).toEqual(FILES);
      expect(await fetched(archive)).toEqual(FILES);
      expect(asked).toHaveLength(3);
    }
  );

  test('that knows no multipart is asked for plain DICOM', async () => {
    const archive = await archiveThat(({ headers }, response) =>
      headers.accept === 'application/dicom'
        ? response.writeHead(200, { 'content-type': 'application/dicom' }).end(FILES[0])
        : response.writeHead(406).end()
    );
    expect(await fetched(archive)).toEqual([FILES[0]]);
  });

  test('that refuses every way has refused the first', async () => {
    const archive = await archiveThat((_, response) => response.writeHead(400).end());
    await expect(fetched(archive)).rejects.toMatchObject({
      code: 'archive-refused',
      message: expect.stringContaining('HTTP 400'),
    });
  });

  test.each([401, 403, 404, 503])('that answers %d is not asked otherwise', async status => {
    const archive = await archiveThat((_, response) => response.writeHead(status).end());
    await expect(fetched(archive)).rejects.toThrow(`HTTP ${status}`);
    expect(asked).toHaveLength(1);
  });

  test.each([
    'application/dicom',
    'Application/DICOM; transfer-syntax=1.2',
    'application/octet-stream',
  ])('that sends a series of one instance as %s has sent it', async type => {
    const archive = await archiveThat((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(FILES[0])
    );
    expect(await fetched(archive)).toEqual([FILES[0]]);
  });

  test.each([
    ['text/html', '<html>sign in</html>'],
    ['application/octet-stream', 'something else'],
    ['application/zip', 'PK'],
  ])('that sends %s has sent no images, and it is said what', async (type, body) => {
    const archive = await archiveThat((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body)
    );
    await expect(fetched(archive)).rejects.toMatchObject({
      code: 'archive-refused',
      message: expect.stringContaining(`as ${type}`),
    });
  });

  test.each([
    ['in chunks', 'Content-Type: application/dicom'],
    ['with headers in lower case', 'content-type: application/dicom\r\ncontent-length: 7'],
    ['without headers', ''],
  ])('that sends parts %s has sent them whole', async (_, header) => {
    const body = multipart(FILES, header);
    const archive = await archiveThat((_request, response) => {
      response.writeHead(200, { 'content-type': MULTIPART });
      for (let at = 0; at < body.length; at += 61) {
        response.write(body.subarray(at, at + 61));
      }
      response.end();
    });
    expect(await fetched(archive)).toEqual(FILES);
  });

  const partly =
    (status: number, listed: readonly string[] | null, gives = true): Answers =>
    ({ url }, response) => {
      const [, instance] = /\/instances\/([\d.]+)$/.exec(url ?? '') ?? [];
      if (instance) {
        const found = FILES[UIDS.indexOf(instance)];
        response
          .writeHead(gives ? 200 : 404, { 'content-type': MULTIPART })
          .end(gives && found ? multipart([found]) : '');
      } else if (url?.includes('/instances')) {
        response.writeHead(listed ? 200 : 400).end(listed ? tags('00080018', listed) : '{}');
      } else {
        response.writeHead(status, { 'content-type': MULTIPART }).end(multipart(FILES.slice(0, 2)));
      }
    };

  test.each([
    [206, undefined],
    [200, 3],
  ])(
    'that sends only part of a series (HTTP %d) is asked for the rest, one by one',
    async (status, count) => {
      expect(await fetched(await archiveThat(partly(status, UIDS)), count)).toEqual(FILES);
    }
  );

  test.each([
    ['and cannot say what is missing', null, true],
    ['and says that there is nothing', [], true],
    ['and does not give the rest', UIDS, false],
  ])('that sends only part of a series, %s, has not sent it', async (_, listed, gives) => {
    const archive = await archiveThat(partly(206, listed, gives));
    await expect(fetched(archive)).rejects.toThrow(/part of|HTTP 404/);
  });

  test('that has counted too many instances has sent all that it lists', async () => {
    const archive = await archiveThat(partly(200, UIDS.slice(0, 2)));
    expect(await fetched(archive, 9)).toEqual(FILES.slice(0, 2));
  });

  test('that has nothing of a series (204) sends nothing', async () => {
    expect(
      await fetched(await archiveThat((_, response) => response.writeHead(204).end()))
    ).toEqual([]);
  });

  test('that writes tags in lower case, and no modality, still has its series', async () => {
    const archive = await archiveThat(({ url }, response) =>
      response.end(
        url?.endsWith('/metadata')
          ? JSON.stringify([{ '00080060': { vr: 'CS', Value: ['SR'] } }])
          : JSON.stringify([{ '0020000e': { vr: 'UI', Value: ['1.2.3'] } }])
      )
    );
    expect(await archive.series('1.2')).toEqual([{ uid: '1.2.3', modality: 'SR' }]);
  });

  test('whose series are more than it likes to send at once shows them all', async () => {
    const uids = Array.from({ length: 130 }, (_, i) => `1.2.${i}`);
    const archive = await archiveThat(({ url }, response) => {
      const offset = Number(new URL(url ?? '', 'http://a').searchParams.get('offset'));
      const page = uids.slice(offset, offset + 50);
      response.end(
        JSON.stringify(
          page.map(uid => ({
            '0020000E': { vr: 'UI', Value: [uid] },
            '00080060': { vr: 'CS', Value: ['MR'] },
          }))
        )
      );
    });
    expect((await archive.series('1.2')).map(({ uid }) => uid)).toEqual(uids);
  });
});

describe('storing: an archive', () => {
  const stores = async (status: number, body: string): Promise<void> => {
    const archive = await archiveThat((_, response) => response.writeHead(status).end(body));
    await archive.store([FILES[0]!], '1.2');
  };
  const failed = (reason: number) =>
    JSON.stringify({
      '00081198': { vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [reason] } }] },
    });

  test.each([
    [200, ''],
    [204, ''],
    [202, '{"00081199":{"vr":"SQ","Value":[{"00081196":{"vr":"US","Value":[45063]}}]}}'],
    [409, failed(0x0111)],
    [409, failed(45070)],
    [202, failed(45070)],
    [
      200,
      '<NativeDicomModel><DicomAttribute tag="00081198" vr="SQ"></DicomAttribute></NativeDicomModel>',
    ],
  ])('that answers %d “%s” has the object', async (status, body) => {
    await expect(stores(status, body)).resolves.toBeUndefined();
  });

  test.each([
    [202, failed(0xa700), 'archive-unreachable'],
    [202, failed(0xc122), 'archive-refused'],
    [409, '', 'archive-refused'],
    [
      200,
      '{"0008119A":{"vr":"SQ","Value":[{"00081197":{"vr":"US","Value":[290]}}]}}',
      'archive-refused',
    ],
  ])('that answers %d “%s” has not', async (status, body, code) => {
    await expect(stores(status, body)).rejects.toMatchObject({ code });
  });
});

describe('an archive that sends requests on', () => {
  test('to itself is followed', async () => {
    const archive = await archiveThat(({ url }, response) =>
      url?.startsWith('/moved')
        ? response.end(tags('0020000E', ['1.2.3']))
        : response.writeHead(307, { location: `/moved${url}` }).end()
    );
    expect(await archive.has('1.2', '1.2.3', '1.2.4')).toBe(false);
    expect(asked).toHaveLength(2);
  });

  test.each([301, 302, 303, 307, 308])(
    'elsewhere (%d) is not followed: not a header goes there',
    async status => {
      const strange: string[] = [];
      const elsewhere = createServer((request, response) => {
        strange.push(request.url ?? '');
        response.end('[]');
      }).listen(0, '127.0.0.1');
      await new Promise(done => elsewhere.once('listening', done));
      const { port } = elsewhere.address() as AddressInfo;
      try {
        const archive = await archiveThat((_, response) =>
          response.writeHead(status, { location: `http://127.0.0.1:${port}/x` }).end()
        );
        const all = [fetched(archive), archive.series('1.2'), archive.store([FILES[0]!], '1.2')];
        for (const one of await Promise.allSettled(all)) {
          expect(one).toMatchObject({ status: 'rejected', reason: { code: 'archive-refused' } });
        }
        expect(strange).toEqual([]);
      } finally {
        elsewhere.close();
      }
    }
  );

  test('in a circle is given up', async () => {
    const archive = await archiveThat(({ url }, response) =>
      response.writeHead(302, { location: url! }).end()
    );
    await expect(archive.series('1.2')).rejects.toThrow(/in a circle/);
  });

  test('with what it is to store, as a question, is not obeyed', async () => {
    const archive = await archiveThat((_, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end()
    );
    await expect(archive.store([FILES[0]!], '1.2')).rejects.toThrow(/HTTP 302/);
    expect(asked).toHaveLength(1);
  });
});

describe('what comes from outside', () => {
  const hostile = [
    '../../servers',
    '1.2/../..',
    '1.2?x=1',
    '..',
    '',
    '1'.repeat(65),
    '1.2\n',
    '１.2',
  ];

  test.each(hostile)('“%s” is no UID, and nothing is asked for with it', async uid => {
    const archive = await archiveThat((_, response) => response.end('[]'));
    const all = [
      archive.series(uid),
      archive.has('1.2', '1.2', uid),
      archive.has('1.2', uid, '1.2'),
      archive.has(uid, '1.2', '1.2'),
      archive.metadata('1.2', uid),
      archive.instances('1.2', uid).next(),
      archive.instances(uid, '1.2').next(),
    ];
    for (const one of await Promise.allSettled(all)) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'bad-arguments' } });
    }
    expect(asked).toEqual([]);
  });

  test('a series whose UID is none is no series', async () => {
    const archive = await archiveThat((_, response) =>
      response.end(
        tags('0020000E', ['../../x', '1.2.3']).replaceAll('}}', '}, "00080060": {"Value":["MR"]}}')
      )
    );
    expect((await archive.series('1.2')).map(({ uid }) => uid)).toEqual(['1.2.3']);
  });

  test.each(['https://me:secret@archive.example/dicom-web', 'ftp://me:secret@archive.example'])(
    'an address with a password in it is refused, and not shown: %s',
    root => {
      const make = () => new DicomWebArchive(root);
      expect(make).toThrow(expect.objectContaining({ code: 'bad-arguments' }));
      expect(make).not.toThrow(/secret/);
    }
  );
});

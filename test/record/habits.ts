import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to an archive. */
export interface Asked {
  readonly method: string;
  /** Below the root of the service, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer on its way back. */
export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** What an archive does otherwise than another: the same archive answers, and the answer is changed on its way. */
export interface Habit {
  readonly name: string;
  /** Answers in the archive's place; null: the archive is asked. */
  instead?(asked: Asked, taken: ReadonlySet<string>): Answered | null;
  changed?(answered: Answered, asked: Asked): Answered;
  /** Bytes that are sent at a time; all at once where missing. */
  readonly pieces?: number;
  /** It concerns metadata alone, which the command does not ask for. */
  readonly ofMetadata?: boolean;
}

const JSON_TYPE = 'application/dicom+json';
const isJson = ({ type, status }: Answered): boolean => /json/.test(type) && status < 300;
const json = (status: number, value: unknown): Answered => ({
  ...{ status, type: JSON_TYPE, body: Buffer.from(JSON.stringify(value)) },
});

/** Every element of DICOM JSON, at any depth, as `change` makes it. */
function elements(
  value: unknown,
  change: (tag: string, element: object) => [string, unknown]
): unknown {
  if (Array.isArray(value)) {
    return value.map(one => elements(one, change));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      /^[0-9A-F]{8}$/i.test(key)
        ? change(key, elements(inner, change) as object)
        : [key, elements(inner, change)]
    )
  );
}

const inJson =
  (change: (tag: string, element: object) => [string, unknown] | null, where = /./) =>
  (answered: Answered, { path }: Asked): Answered => {
    if (!isJson(answered) || !where.test(path) || answered.body.length === 0) {
      return answered;
    }
    const parsed: unknown = JSON.parse(answered.body.toString());
    const changed = elements(parsed, (tag, element) => change(tag, element) ?? [tag, undefined]);
    return { ...answered, body: Buffer.from(JSON.stringify(changed)) };
  };

const METADATA = /\/metadata$/;
const CONTENT_SEQUENCE = '0040A730';
const TEXT_VALUE = '0040A160';
const FAILED_SOP = '00081198';
const REFERENCED_SOP = '00081199';
const FAILURE_REASON = '00081197';
const WARNING_REASON = '00081196';
const SOP_INSTANCE = '00081155';

/** SOP Instance UIDs of the files of a store request, from their meta information (0002,0003). */
const instancesIn = ({ body }: Asked): string[] =>
  [...body.toString('latin1').matchAll(/\x02\x00\x03\x00UI..([\d.]+)/gs)].map(([, uid]) => uid!);

const isStore = ({ method }: Asked): boolean => method === 'POST';
const failed = (instances: readonly string[], reason: number) => ({
  [FAILED_SOP]: {
    vr: 'SQ',
    Value: instances.map(uid => ({
      [SOP_INSTANCE]: { vr: 'UI', Value: [uid] },
      [FAILURE_REASON]: { vr: 'US', Value: [reason] },
    })),
  },
});

/** The store answer of an archive in XML (PS3.19, A.1). */
function inXml(answered: Answered): Answered {
  const attribute = ([tag, { vr, Value = [] }]: [
    string,
    { vr?: string; Value?: unknown[] },
  ]): string => {
    const values = Value.map((value, i) =>
      vr === 'SQ'
        ? `<Item number="${i + 1}">${dataset(value as object)}</Item>`
        : `<Value number="${i + 1}">${String(value)}</Value>`
    );
    return `<DicomAttribute tag="${tag}" vr="${vr}">${values.join('')}</DicomAttribute>`;
  };
  const dataset = (value: object): string =>
    Object.entries(value as Record<string, object>)
      .map(attribute)
      .join('');
  const parsed = JSON.parse(answered.body.toString()) as object;
  const body = `<?xml version="1.0"?><NativeDicomModel>${dataset(parsed)}</NativeDicomModel>`;
  return { ...answered, type: 'application/dicom+xml', body: Buffer.from(body) };
}

type Change = NonNullable<Habit['changed']>;
const together =
  (...changes: readonly Change[]): Change =>
  (answered, asked) =>
    changes.reduce((changed, change) => change(changed, asked), answered);

const lowerCase: Change = (answered, asked) => {
  if (/multipart/.test(answered.type)) {
    const text = answered.body.toString('latin1');
    const lower = text.replace(/\r\nContent-[A-Za-z]+: /g, header => header.toLowerCase());
    return { ...answered, body: Buffer.from(lower, 'latin1') };
  }
  return inJson((tag, element) => [tag.toLowerCase(), element])(answered, asked);
};

const nothingIs204: Change = answered =>
  isJson(answered) && ['[]', ''].includes(answered.body.toString().trim())
    ? { status: 204, type: '', body: Buffer.alloc(0) }
    : answered;

const warnsOfAll: Change = (answered, asked) => {
  if (!isStore(asked) || answered.status !== 200) {
    return answered;
  }
  const warned = inJson((tag, element) => {
    const { Value = [] } = element as { readonly Value?: readonly object[] };
    const warning = { [WARNING_REASON]: { vr: 'US', Value: [0xb007] } };
    return tag === REFERENCED_SOP
      ? [tag, { vr: 'SQ', Value: Value.map(item => ({ ...item, ...warning })) }]
      : [tag, element];
  })(answered, asked);
  return { ...warned, status: 202 };
};

export const HABITS: readonly Habit[] = [
  { name: 'as it is' },
  {
    name: 'in small pieces, with tags and part headers in lower case, 204 for nothing, and warnings (202, B007H)',
    pieces: 1024,
    changed: together(warnsOfAll, lowerCase, nothingIs204),
  },
  {
    name: 'with metadata without content, answers to a store request in XML, and 409 (0111H) for what it has',
    changed: together(
      inJson((tag, element) => (tag === CONTENT_SEQUENCE ? null : [tag, element]), METADATA),
      (answered, asked) => (isStore(asked) && isJson(answered) ? inXml(answered) : answered)
    ),
    instead: (asked, taken) => {
      const instances = isStore(asked) ? instancesIn(asked) : [];
      return instances.length > 0 && instances.every(uid => taken.has(uid))
        ? json(409, failed(instances, 0x0111))
        : null;
    },
  },
  {
    name: 'with texts behind Bulk Data URIs',
    ofMetadata: true,
    changed: inJson(
      (tag, element) => [
        tag,
        tag === TEXT_VALUE ? { vr: 'UT', BulkDataURI: 'bulk/0040A160' } : element,
      ],
      METADATA
    ),
  },
];

/** An archive in front of which a habit stands. */
export class HabitServer {
  /** Whether a store request is answered with a failure in the archive's place; by its instances. */
  refuse: (instances: readonly string[], body: Buffer) => Answered | null = () => null;
  private readonly taken = new Set<string>();

  private constructor(
    private readonly archive: string,
    private readonly habit: Habit,
    private readonly server: Server
  ) {}

  static async start(archive: string, habit: Habit): Promise<HabitServer> {
    const server = createServer();
    const habitual = new HabitServer(archive, habit, server);
    server.on('request', (request, response) => {
      void habitual.answer(request).then(
        async ({ status, type, body }) => {
          response.writeHead(status, type ? { 'content-type': type } : {});
          const size = habit.pieces ?? (body.length || 1);
          for (let at = 0; at < body.length; at += size) {
            response.write(body.subarray(at, at + size));
          }
          response.end();
        },
        error => response.writeHead(502).end(String(error))
      );
    });
    server.listen(0, '127.0.0.1');
    await new Promise(done => server.once('listening', done));
    return habitual;
  }

  get root(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/dicom-web`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage): Promise<Answered> {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: (request.url ?? '').replace(/^\/dicom-web/, ''),
      headers: Object.fromEntries(
        ['accept', 'content-type'].flatMap(name => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        })
      ),
      body: Buffer.concat(parts),
    };
    const instances = isStore(asked) ? instancesIn(asked) : [];
    const refused = isStore(asked) ? this.refuse(instances, asked.body) : null;
    const instead = refused ?? this.habit.instead?.(asked, this.taken) ?? null;
    if (instead) {
      return instead;
    }
    const answer = await fetch(`${this.archive}${asked.path}`, {
      method: asked.method,
      headers: asked.headers,
      ...(isStore(asked) ? { body: new Uint8Array(asked.body) } : {}),
    });
    const answered = {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      body: Buffer.from(await answer.arrayBuffer()),
    };
    if (answered.status === 200) {
      instances.forEach(uid => this.taken.add(uid));
    }
    return this.habit.changed?.(answered, asked) ?? answered;
  }
}

/** How an archive says that it does not take instances: Failed SOP Sequence with a reason. */
export const refusal = (instances: readonly string[], reason: number): Answered =>
  json(409, failed(instances, reason));

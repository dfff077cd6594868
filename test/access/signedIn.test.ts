import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TokenSource } from '../../cli/access/token';
import { transport } from '../../cli/access/transport';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { CommandProcess, deepspine } from '../queue/command';
import { holdings } from '../queue/holdings';
import { LoopbackArchive } from '../queue/loopbackArchive';
import { RedisServer } from '../queue/redis';
import { SmallStudies, type SmallStudy } from '../queue/smallStudies';
import { Authority, type Pair } from './certificates';
import { CLIENT, Issuer, SECRET } from './issuer';
import { plainServer, proxyServer, tlsServer, type Loopback } from './servers';
import { needs } from '../needs';
import { letPass, until } from '../until';

/** Archives that ask who is there: an OpenID Connect issuer, client certificates, authorities of a site's own, a proxy. */

const { it: given, missing } = needs('redis-server', 'openssl');

jest.setTimeout(900_000);

let folder: string;
let authority: Authority;
let [server, client]: [Pair, Pair] = [
  { cert: '', key: '' },
  { cert: '', key: '' },
];
let redis: RedisServer;
let archive: LoopbackArchive;
let studies: SmallStudy[];
const closing: (() => Promise<void>)[] = [];
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  if (missing !== '') {
    return;
  }
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-access-'));
  authority = Authority.make(folder);
  server = authority.sign('archive');
  client = authority.sign('worker');
  redis = await RedisServer.start(at('redis'));
  archive = await LoopbackArchive.start();
  const source = await SmallStudies.load();
  studies = ['one', 'two', 'three'].map(name => source.study(`access ${name}`));
  for (const { files } of studies) {
    await archive.store(files);
  }
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()));
});

afterAll(async () => {
  await archive?.stop();
  await redis?.stop();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
});

function closed<T extends { close(): Promise<void> }>(opened: T): T {
  closing.push(() => opened.close());
  return opened;
}

async function issuerOf(seconds: number): Promise<Issuer> {
  const issuer = await Issuer.start(seconds);
  closing.push(() => issuer.stop());
  return issuer;
}

/** The archive behind TLS, for those with our certificate and a token that the issuer knows now. */
async function guarded(issuer: Issuer, delay = 0): Promise<Loopback & { readonly root: string }> {
  const guard = await tlsServer(
    async (request, response) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (!token || !(await issuer.knows(token))) {
        request.resume();
        response.writeHead(401).end();
        return;
      }
      if (request.method === 'GET' && request.headers.accept?.includes('"application/dicom"')) {
        await letPass({ ms: delay, because: 'the first images take longer than a token lasts' });
        delay = 0;
      }
      await archive.archive.handle(request, response);
    },
    server,
    authority.cert
  );
  return closed({ ...guard, root: `https://127.0.0.1:${guard.port}${archive.archive.root}` });
}

given(
  "watch, work and analyze sign in with tokens that are renewed, a certificate and a site's own authority",
  async () => {
    const issuer = await issuerOf(3);
    const { root, seen } = await guarded(issuer, 3500);
    writeFileSync(at('secret'), `${SECRET}\n`, { mode: 0o600 });
    const access = [
      ...['--oidc-issuer', issuer.url, '--oidc-client', CLIENT, '--oidc-scope', 'dicomweb'],
      ...['--oidc-secret-file', at('secret'), '--ca', authority.cert],
      ...['--client-cert', client.cert, '--client-key', client.key],
      ...['--audit', at('audit.jsonl'), '--audit-as', 'DEEPSPINE1'],
    ];
    const common = ['--dicomweb', root, '--redis', redis.url, '--log', 'json', ...access];
    const watcher = new CommandProcess([
      ...['watch', '--every', '0.5', '--days', '36500', ...common],
    ]);
    const commandLine = readFileSync(`/proc/${watcher.pid}/cmdline`, 'utf8');
    const found = () => {
      expect([watcher.code, watcher.stderr]).toEqual([undefined, watcher.stderr]);
      return studies.filter(({ uid }) => watcher.stderr.includes(uid)).length;
    };
    await until(found, count => count === studies.length, 'the watcher has found every study');
    watcher.kill('SIGTERM');
    expect(await watcher.ended).toBe(0);
    const work = await deepspine('work', '--until-empty', '--threads', '1', ...common);
    expect([work.code, work.stderr]).toEqual([0, work.stderr]);
    for (const { uid } of studies) {
      const { SR, SEG } = await holdings(archive.root, uid);
      expect([uid, SR.length, SEG.length]).toEqual([uid, 1, 1]);
    }
    const url = `${root}/studies/${studies[0]!.uid}`;
    const again = await deepspine('analyze', url, '--store', '--out', at('one.json'), ...access);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('nothing new')]);

    // Three processes have a token each; the worker, for whom a study took longer than a token lasts, more than one.
    expect(issuer.tokens).toBeGreaterThan(3);
    expect(issuer.said.filter(line => line !== 'token')).toEqual([]);
    expect(new Set(seen.map(one => one.client))).toEqual(new Set(['worker']));
    const audit = readFileSync(at('audit.jsonl'), 'utf8');
    const said = [watcher.stderr, work.stderr, work.stdout, again.stderr, audit, commandLine];
    const tokens = seen.map(({ authorization }) => authorization.replace('Bearer ', ''));
    for (const secret of [SECRET, ...new Set(tokens)]) {
      expect(said.filter(text => text.includes(secret))).toEqual([]);
    }

    // Whatever was asked of the archive stands in the audit trail, and who asked.
    expect(statSync(at('audit.jsonl')).mode & 0o777).toBe(0o600);
    const lines = audit
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(lines.every(({ who, archive: of }) => who === 'DEEPSPINE1' && of === root)).toBe(true);
    expect(lines.map(({ outcome }) => outcome)).toEqual(
      lines.map(({ count }) => (count === undefined ? 'begun' : 'done'))
    );
    for (const { uid } of studies) {
      const of = lines.filter(({ study }) => study === uid);
      const writes = of.filter(({ action }) => action === 'write');
      const { SR, SEG } = await holdings(archive.root, uid);
      // However many requests an archive is asked to store them with.
      for (const outcome of ['begun', 'done']) {
        const lines = writes.filter(one => one.outcome === outcome && one.command === 'work');
        expect(lines.flatMap(one => one.instances).sort()).toEqual([...SEG, ...SR].sort());
      }
      expect(of).toContainEqual(
        expect.objectContaining({ action: 'read', what: 'instances', count: 5 })
      );
    }
    expect(lines).toContainEqual(
      expect.objectContaining({ command: 'watch', action: 'search', what: 'studies', study: null })
    );
    expect(new Set(lines.map(({ command }) => command))).toEqual(
      new Set(['watch', 'work', 'analyze'])
    );
  }
);

given('says in one sentence what is wrong with a sign-in', async () => {
  const issuer = await issuerOf(60);
  const { root } = await guarded(issuer);
  const url = `${root}/studies/${studies[0]!.uid}`;
  writeFileSync(at('wrong'), 'not the secret\n');
  writeFileSync(at('secret'), SECRET);
  const other = Authority.make(folder, 'strangers').sign('stranger');
  const ca = ['--ca', authority.cert];
  const own = ['--client-cert', client.cert, '--client-key', client.key];
  const token = ['--oidc-issuer', issuer.url, '--oidc-client', CLIENT];
  const cases: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [[], /shows a certificate that is not trusted here \(.*--ca names its authority/],
    // In TLS 1.3 a server refuses after the handshake: the connection may break before the reason is read.
    [ca, /wants a client certificate|broke off/],
    [
      [...ca, '--client-cert', other.cert, '--client-key', other.key],
      /wants a client certificate|broke off/,
    ],
    [[...ca, '--client-cert', client.cert, '--client-key', other.key], /are no pair/],
    [[...ca, '--client-cert', client.cert], /needs its key/],
    [['--ca', at('secret')], /holds no CERTIFICATE in PEM/],
    [['--ca', at('nowhere.crt')], /nowhere\.crt .* cannot be read/],
    [[...ca, ...own], /requires sign-in \(see --oidc-issuer and --header-file\)/],
    [[...ca, ...own, ...token], /needs the secret of the client/],
    [
      [...ca, ...own, ...token, '--oidc-secret-file', at('wrong')],
      /gives no token \(invalid_client\)/,
    ],
    [
      [
        '--oidc-issuer',
        'http://login.example',
        '--oidc-client',
        'x',
        '--oidc-secret-file',
        at('secret'),
      ],
      /has no TLS/,
    ],
    [['--oidc-issuer', issuer.url], /needs an issuer and a client/],
    [['--proxy', 'ftp://me:hidden@proxy'], /What was given as proxy \(not shown here\) is none/],
    [['--audit', at('no/such/folder')], /The audit trail .* cannot be written/],
  ];
  for (const [args, sentence] of cases) {
    const { code, stdout, stderr } = await deepspine('analyze', url, ...args);
    expect([args, code, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/not the secret|hidden|fault in deepspine/);
    // The one about passwords on the command line stands before the one about the proxy.
    expect(stderr.trim().split('\n').length).toBe(stderr.includes('--proxy while') ? 2 : 1);
  }
});

given('asks once for a token that many wait for, and again before it expires', async () => {
  const issuer = await issuerOf(600);
  let now = 0;
  const source = new TokenSource({
    ...{ issuer: issuer.url, clientId: CLIENT, secret: () => SECRET, scope: 'dicomweb' },
    ...{ fetch, now: () => now },
  });
  const [first, ...same] = await Promise.all(Array.from({ length: 5 }, () => source.token()));
  expect(same).toEqual(same.map(() => first));
  now = 539_000;
  expect(await source.token()).toBe(first);
  now = 541_000;
  const second = await source.token();
  expect(second).not.toBe(first);
  // One that is refused although its time has not come is renewed; the refusal of an old one says nothing of it.
  source.refused(first!);
  expect(await source.token()).toBe(second);
  source.refused(second);
  expect(await source.token()).not.toBe(second);
  expect(issuer.tokens).toBe(3);
});

given('a token that the archive has come to refuse is renewed once', async () => {
  const tokens = ['revoked', 'good'];
  const front = closed(
    await plainServer((request, response) => {
      response.writeHead(request.headers.authorization === 'Bearer good' ? 200 : 401).end('[]');
    })
  );
  const bearer = {
    token: async () => tokens[0]!,
    refused: (token: string) => void (token === tokens[0] && tokens.shift()),
  };
  const web = new DicomWebArchive(`http://127.0.0.1:${front.port}`, { bearer });
  expect(await web.series('1.2')).toEqual([]);
  expect(front.seen.map(({ authorization }) => authorization)).toEqual(
    ['revoked', 'good'].map(t => `Bearer ${t}`)
  );
});

given('credentials go to no other origin, however they are had', async () => {
  const elsewhere = closed(await tlsServer((_, response) => void response.end('[]'), server));
  const front = closed(
    await tlsServer(
      (_, response) => {
        response.writeHead(307, { Location: `https://127.0.0.1:${elsewhere.port}/studies` }).end();
      },
      server,
      authority.cert
    )
  );
  const web = new DicomWebArchive(`https://127.0.0.1:${front.port}`, {
    bearer: { token: async () => 'secret', refused: () => undefined },
    fetch: transport({ ca: authority.cert, clientCert: client.cert, clientKey: client.key }),
  });
  await expect(web.series('1.2')).rejects.toThrow(/sends requests on to another address/);
  expect(front.seen).toEqual([expect.objectContaining({ authorization: 'Bearer secret' })]);
  expect(elsewhere.seen).toEqual([]);
});

given('takes certificates that are renewed while it runs, once both halves are there', async () => {
  const front = closed(
    await tlsServer((_, response) => void response.end('[]'), server, authority.cert)
  );
  const [cert, key] = [at('current.crt'), at('current.key')];
  const put = (from: string, to: string, seconds: number): void => {
    copyFileSync(from, to);
    utimesSync(to, seconds, seconds);
  };
  put(client.cert, cert, 1000);
  put(client.key, key, 1000);
  const send = transport({ ca: authority.cert, clientCert: cert, clientKey: key });
  const web = new DicomWebArchive(`https://127.0.0.1:${front.port}`, { fetch: send });
  const asked = async () => {
    await web.series('1.2');
    return front.seen.at(-1)!.client;
  };
  expect(await asked()).toBe('worker');
  const next = authority.sign('worker of tomorrow');
  put(next.cert, cert, 2000);
  expect(await asked()).toBe('worker');
  put(next.key, key, 2000);
  expect(await asked()).toBe('worker of tomorrow');
});

given('an encrypted key needs its password', async () => {
  const locked = authority.sign('locked', 'open sesame');
  const front = closed(
    await tlsServer((_, response) => void response.end('[]'), server, authority.cert)
  );
  const options = { ca: authority.cert, clientCert: locked.cert, clientKey: locked.key };
  expect(() => transport(options)).toThrow(/password is missing or wrong/);
  const send = transport({ ...options, keyPassword: 'open sesame' });
  await new DicomWebArchive(`https://127.0.0.1:${front.port}`, { fetch: send }).series('1.2');
  expect(front.seen.map(one => one.client)).toEqual(['locked']);
});

given(
  'goes through a proxy, where one is named, and past it where the environment says so',
  async () => {
    const proxy = closed(await proxyServer());
    const tls = closed(await tlsServer((_, response) => void response.end('[]'), server));
    const plain = closed(await plainServer((_, response) => void response.end('[]')));
    const [https, http] = [`https://127.0.0.1:${tls.port}`, `http://127.0.0.1:${plain.port}`];
    const ask = async (through: string) => {
      const send = transport({ ca: authority.cert, proxy: through });
      for (const root of [https, http]) {
        await new DicomWebArchive(root, {
          fetch: send,
          headers: { Authorization: 'Key k' },
        }).series('1.2');
      }
    };
    const before = { ...process.env };
    try {
      await ask(`http://me:pass%20word@127.0.0.1:${proxy.port}`);
      const both = [`CONNECT 127.0.0.1:${tls.port}`, `GET 127.0.0.1:${plain.port}`];
      expect(proxy.passed).toEqual(both);
      const basic = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
      expect(proxy.seen.map(({ authorization }) => authorization)).toEqual([basic, basic]);

      process.env.HTTPS_PROXY = process.env.HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
      delete process.env.https_proxy;
      delete process.env.http_proxy;
      process.env.NO_PROXY = process.env.no_proxy = '';
      await ask('env');
      expect(proxy.passed).toEqual([...both, ...both]);
      process.env.NO_PROXY = process.env.no_proxy = '127.0.0.1';
      await ask('env');
      // Nobody asked for a proxy: the environment alone says nothing.
      process.env.NO_PROXY = process.env.no_proxy = '';
      await new DicomWebArchive(http).series('1.2');
      expect(proxy.passed).toEqual([...both, ...both]);
      expect([...tls.seen, ...plain.seen].map(({ authorization }) => authorization)).toEqual(
        Array.from({ length: 7 }, (_, i) => (i < 6 ? 'Key k' : ''))
      );
    } finally {
      for (const name of [
        'HTTPS_PROXY',
        'HTTP_PROXY',
        'https_proxy',
        'http_proxy',
        'NO_PROXY',
        'no_proxy',
      ]) {
        if (before[name] === undefined) {
          delete process.env[name];
        } else {
          process.env[name] = before[name];
        }
      }
    }
  }
);

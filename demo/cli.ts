import { connect } from 'node:net';
import { buildIfStale } from '../tools/build/build';
import { DemoError } from '../tools/errors';
import { PATHS } from '../tools/paths';
import { startDemo } from './startDemo';

const DEFAULT_PORT = 3000;

/**
 * `npm start`: PORT chooses the port, ARCHIVE another folder for the archive, OHIF_VERSION another known
 * viewer; ISOLATED=0 leaves out the headers that give the page threads (as most sites do).
 */
export async function main(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  try {
    const port = readPort(env.PORT);
    await refuseTakenPort(port);
    await buildIfStale(console.log);
    const demo = await startDemo({
      port,
      archiveDir: env.ARCHIVE || PATHS.archive,
      isolated: env.ISOLATED !== '0',
      settings: { analyzeAhead: true },
      log: console.log,
    });
    closeOnSignal(() => demo.close());
    console.log('Research use only. Stop with Ctrl-C.');
    console.log(openingUrl(demo.url, demo.studies[0]));
  } catch (error) {
    if (!(error instanceof DemoError)) {
      throw error;
    }
    console.error(`${error.message}.`);
    process.exitCode = 1;
  }
}

/** Without a sample study, the study list. */
function openingUrl(url: string, study: string | undefined): string {
  return study ? `${url}/deepspine?StudyInstanceUIDs=${study}` : `${url}/`;
}

function readPort(value = String(DEFAULT_PORT)): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new DemoError(`PORT=${value} is no port; give a number from 1 to 65535`);
  }
  return port;
}

/**
 * Asked first, so that nobody waits for a download to learn it. It also finds a program that listens on
 * another loopback address, which the browser might reach instead of us under the name localhost.
 */
async function refuseTakenPort(port: number): Promise<void> {
  const taken = await Promise.all(['127.0.0.1', '::1'].map(host => answers(host, port)));
  if (taken.includes(true)) {
    const next = port < 65535 ? port + 1 : port - 1;
    throw new DemoError(
      `Port ${port} is taken by another program; choose another: PORT=${next} npm start`
    );
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect({ host, port });
    const finish = (answered: boolean) => {
      socket.destroy();
      done(answered);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.setTimeout(1000, () => finish(false));
  });
}

function closeOnSignal(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void close().then(() => process.exit(0));
    });
  }
}

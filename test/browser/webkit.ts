import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../freePort';
import { until } from '../until';
import { findProgram } from './findProgram';

/** WebKitGTK's own small browser: WebKit, the engine of Safari, on Linux (Debian: webkit2gtk-driver). */
function findMiniBrowser(): string | null {
  const at = '/usr/lib/x86_64-linux-gnu';
  let folders: string[] = [];
  try {
    folders = readdirSync(at).filter(name => name.startsWith('webkit2gtk-'));
  } catch {
    // Another architecture.
  }
  return findProgram(
    'MINIBROWSER_PATH',
    ['MiniBrowser'],
    folders.map(name => path.join(at, name, 'MiniBrowser'))
  );
}

/** What is missing for WebKit; null where nothing is. */
export function webkitLacks(): string | null {
  const missing = [
    ...['WebKitWebDriver', 'Xvfb'].filter(name => findProgram('', [name]) === null),
    ...(findMiniBrowser() ? [] : ['MiniBrowser']),
  ];
  return missing.length === 0
    ? null
    : `${missing.join(', ')} not installed (webkit2gtk-driver, xvfb)`;
}

/** One window of WebKit, driven as WebDriver (W3C) has it. */
export class WebKit {
  private session = '';

  private constructor(
    private readonly driver: string,
    private readonly processes: readonly ChildProcess[]
  ) {}

  static async start(): Promise<WebKit> {
    const port = await freePort();
    const display = `:${20_000 + (port % 10_000)}`;
    const screen = spawn('Xvfb', [display, '-screen', '0', '1600x1000x24'], { stdio: 'ignore' });
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: display,
        GDK_BACKEND: 'x11',
        LIBGL_ALWAYS_SOFTWARE: '1',
        // Root has no user namespaces in containers; the pages are our own.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      },
    });
    const browser = new WebKit(`http://127.0.0.1:${port}`, [driver, screen]);
    try {
      await browser.open();
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  async goTo(url: string): Promise<void> {
    await this.call('POST', '/url', { url });
  }

  /** What a function body returns in the page. */
  async run<T>(script: string): Promise<T> {
    return (await this.call('POST', '/execute/sync', { script, args: [] })) as T;
  }

  /** Waits until a function body returns something true in the page. */
  async until(script: string, what: string, seconds = 300): Promise<void> {
    const patience = { patienceMs: seconds * 1000, betweenMs: 500 };
    await until(() => this.run<unknown>(script), Boolean, what, patience).catch(async error => {
      throw new Error(`${error} ${await this.run('return document.body.innerText')}`);
    });
  }

  async close(): Promise<void> {
    if (this.session !== '') {
      await this.call('DELETE', '').catch(() => undefined);
    }
    this.processes.forEach(one => one.kill());
  }

  private async open(): Promise<void> {
    const options = { binary: findMiniBrowser(), args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const begin = (): Promise<{ readonly sessionId?: string; readonly refusal?: string }> =>
      request('POST', `${this.driver}/session`, { capabilities }).then(
        made => made as { sessionId: string },
        // The driver, or the screen, is not there yet.
        error => ({ refusal: String(error) })
      );
    const made = await until(begin, ({ sessionId }) => !!sessionId, 'WebKit has a window', {
      betweenMs: 500,
    });
    this.session = `${this.driver}/session/${made.sessionId}`;
  }

  private call(method: string, command: string, body?: object): Promise<unknown> {
    return request(method, `${this.session}${command}`, body);
  }
}

async function request(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) {
    throw new Error(`WebDriver: ${JSON.stringify(value)}`);
  }
  return value;
}

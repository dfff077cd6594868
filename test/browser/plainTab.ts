import type { Browser, CDPSession } from 'playwright-core';
import { until } from '../until';

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly type?: string;
    readonly args?: readonly { readonly value?: unknown; readonly description?: string }[];
    readonly exceptionDetails?: ExceptionDetails;
  };
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: ExceptionDetails;
  };
}

interface ExceptionDetails {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

const words = ({ text, exception }: ExceptionDetails): string => exception?.description ?? text;

/**
 * A tab as a person has it, in the browser's own window. Playwright's pages all count as visible and focused;
 * of these tabs only the one in front does, the others are hidden: without frames, and with slow timers.
 */
export class PlainTab {
  /** Uncaught errors, and what the page wrote to the console as errors. */
  readonly problems: string[] = [];
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private sent = 0;

  private constructor(
    private readonly system: CDPSession,
    private readonly targetId: string,
    private readonly sessionId: string
  ) {
    system.on('Target.receivedMessageFromTarget', event => {
      if (event.sessionId === sessionId) {
        this.receive(JSON.parse(event.message) as Reply);
      }
    });
  }

  /** Opens a tab in front of all others. */
  static async open(browser: Browser, url: string): Promise<PlainTab> {
    const system = await browser.newBrowserCDPSession();
    const { targetId } = await system.send('Target.createTarget', { url });
    const { sessionId } = await system.send('Target.attachToTarget', { targetId, flatten: false });
    const tab = new PlainTab(system, targetId, sessionId);
    await tab.send('Runtime.enable');
    return tab;
  }

  /** Brings it to the front, which hides the others. */
  async show(): Promise<void> {
    await this.system.send('Target.activateTarget', { targetId: this.targetId });
  }

  async close(): Promise<void> {
    await this.system.send('Target.closeTarget', { targetId: this.targetId });
    await this.system.detach();
  }

  /** @throws Error as the expression does */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, error } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const thrown = error?.message ?? (result?.exceptionDetails && words(result.exceptionDetails));
    if (thrown !== undefined) {
      throw new Error(thrown);
    }
    return result?.result?.value as T;
  }

  /** Asks again and again until an expression is true of the page. */
  async until(expression: string, timeout = 600_000): Promise<void> {
    // While the page is still coming the expression may not be defined.
    const ask = () => this.evaluate<unknown>(expression).catch(() => false);
    await until(ask, is => is === true, expression, { patienceMs: timeout, betweenMs: 250 });
  }

  private async send(method: string, params: object = {}): Promise<Reply> {
    const id = ++this.sent;
    const reply = new Promise<Reply>(resolve => this.waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await this.system.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message });
    return reply;
  }

  private receive(reply: Reply): void {
    const { id, method, params } = reply;
    if (id !== undefined) {
      this.waiting.get(id)?.(reply);
      this.waiting.delete(id);
    } else if (method === 'Runtime.exceptionThrown' && params?.exceptionDetails) {
      this.problems.push(words(params.exceptionDetails));
    } else if (method === 'Runtime.consoleAPICalled' && params?.type === 'error') {
      this.problems.push(params.args?.map(one => one.description ?? one.value).join(' ') ?? '');
    }
  }
}

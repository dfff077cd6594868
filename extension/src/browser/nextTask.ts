/**
 * Resolves in a task of its own, so that the page can draw and a worker read its messages in between. Timers
 * would do the same, but are clamped to 4 ms, and in a hidden tab to a second.
 */
export function nextTask(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

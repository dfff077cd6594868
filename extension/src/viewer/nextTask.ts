/**
 * Resolves in a task of its own, so that the browser can draw and answer in between. Timers would do the
 * same, but wait for up to a second in a hidden tab.
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

/**
 * Starts a module worker from a script that may stand at another origin. Workers must be of the page's
 * own origin, so a script elsewhere is imported by one that is.
 * @param url absolute
 * @param name what developer tools call the worker
 */
export function startWorker(url: string, name: string): Worker {
  if (new URL(url).origin === globalThis.location.origin) {
    return new Worker(url, { type: 'module', name });
  }
  const script = new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(script);
  const worker = new Worker(blobUrl, { type: 'module', name });
  // The worker has fetched the blob long before this; keeping it would leak one per worker.
  setTimeout(() => URL.revokeObjectURL(blobUrl), 60_000);
  return worker;
}

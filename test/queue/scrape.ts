/** What a process shows at /metrics, by name with labels as Prometheus' text format has them. */
export type Scrape = ReadonlyMap<string, number>;

/** Null where the process does not answer (any more). */
export async function scrape(port: number): Promise<Scrape | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    return response.ok ? parsed(await response.text()) : null;
  } catch {
    return null;
  }
}

/** @throws Error for a line that is none of the format */
export function parsed(text: string): Scrape {
  const found = new Map<string, number>();
  for (const line of text.split('\n').filter(one => one !== '' && !one.startsWith('#'))) {
    const parts = /^([a-z_:][\w:]*(?:\{.*\})?) (\S+)$/i.exec(line);
    if (!parts) {
      throw new Error(`No metric: ${line}`);
    }
    found.set(parts[1]!, Number(parts[2]));
  }
  return found;
}

/** The sum over processes of all that begins so, with all of these labels ('reason="stalled"'). */
export function sum(scrapes: Iterable<Scrape>, name: string, ...labels: string[]): number {
  let total = 0;
  for (const one of scrapes) {
    for (const [key, value] of one) {
      if (key.split('{')[0] === name && labels.every(label => key.includes(label))) {
        total += value;
      }
    }
  }
  return total;
}

import type { RecordedRun } from './modelMeter';

/** Recorded model inputs as one file for a page: header length (uint32), header (JSON), float32 data. */
export function packRuns(runs: readonly RecordedRun[]): Uint8Array {
  let size = 0;
  const header = runs.map(({ task, feeds }) => ({
    task,
    feeds: Object.entries(feeds).map(([name, { dims, data }]) => {
      const at = size;
      size += data.byteLength;
      return { name, dims, at, length: data.length };
    }),
  }));
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + json.length) / 4) * 4;
  const packed = new Uint8Array(start + size);
  new DataView(packed.buffer).setUint32(0, json.length, true);
  packed.set(json, 4);
  const floats = new Float32Array(packed.buffer, start);
  let at = 0;
  for (const { feeds } of runs) {
    for (const { data } of Object.values(feeds)) {
      floats.set(data, at);
      at += data.length;
    }
  }
  return packed;
}

/** The opposite of packRuns. */
export function unpackRuns(packed: ArrayBuffer): RecordedRun[] {
  const length = new DataView(packed).getUint32(0, true);
  const start = Math.ceil((4 + length) / 4) * 4;
  const header: {
    task: RecordedRun['task'];
    feeds: { name: string; dims: number[]; at: number; length: number }[];
  }[] = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, 4, length)));
  return header.map(({ task, feeds }) => ({
    task,
    feeds: Object.fromEntries(
      feeds.map(feed => [
        feed.name,
        { dims: feed.dims, data: new Float32Array(packed, start + feed.at, feed.length) },
      ])
    ),
  }));
}

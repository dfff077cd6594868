import {
  appendFile,
  copyFile,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeWhole } from '../output';
import type { Shard } from './catalogue';

interface Line {
  readonly study: string;
  readonly discs: number;
  /** Length of the index, in bytes, after the study's rows. */
  readonly bytes: number;
}

/**
 * index.csv while it grows, and beside it which studies are done: an interrupted run resumes
 * as if it had not been. Rows are appended to a partial file, which becomes the index when all studies are done.
 */
export class Journal {
  private constructor(
    private readonly folder: string,
    private readonly shard: Shard,
    private readonly header: string,
    private readonly done: Map<string, number>,
    private bytes: number
  ) {}

  /**
   * @param header first row of the index
   * @param made from what everything follows (models, inputs); what was made otherwise is made again
   */
  static async open(folder: string, shard: Shard, header: string, made: string): Promise<Journal> {
    const names = filesOf(folder, shard);
    const first = `${JSON.stringify({ made, header })}\n`;
    const kept = await readFile(names.journal, 'utf8').catch(() => '');
    if (kept.startsWith(first)) {
      const journal = await this.resume(folder, shard, header, kept.slice(first.length));
      if (journal) {
        await journal.rewrite(first);
        return journal;
      }
    }
    await rm(names.index, { force: true });
    await writeFile(names.partial, header);
    await writeWhole(names.journal, first);
    return new Journal(folder, shard, header, new Map(), Buffer.byteLength(header));
  }

  /** What holds of an earlier run; null when its index is missing or shorter than the journal says. */
  private static async resume(
    folder: string,
    shard: Shard,
    header: string,
    text: string
  ): Promise<Journal | null> {
    const { partial, index } = filesOf(folder, shard);
    if (!(await exists(partial))) {
      if (!(await exists(index))) {
        return null;
      }
      await copyFile(index, partial);
    }
    const lines: Line[] = [];
    // What follows the last line's end was being written when the run broke off.
    for (const line of text.split('\n').slice(0, -1)) {
      lines.push(JSON.parse(line) as Line);
    }
    const bytes = lines.at(-1)?.bytes ?? Buffer.byteLength(header);
    const { size } = await stat(partial);
    if (bytes > size) {
      return null;
    }
    const handle = await open(partial, 'r+');
    await handle.truncate(bytes);
    await handle.close();
    return new Journal(folder, shard, header, new Map(lines.map(l => [l.study, l.discs])), bytes);
  }

  /** Discs of a study that is done; undefined when it is not. */
  discsOf(study: string): number | undefined {
    return this.done.get(study);
  }

  /** Enters a study whose volumes are all written. */
  async add(study: string, rows: string, discs: number): Promise<void> {
    const { partial, journal } = filesOf(this.folder, this.shard);
    await appendFile(partial, rows);
    this.bytes += Buffer.byteLength(rows);
    const line: Line = { study, discs, bytes: this.bytes };
    await appendFile(journal, `${JSON.stringify(line)}\n`);
    this.done.set(study, discs);
  }

  /** The partial index becomes the index; the last shard to end joins all of them. */
  async finish(): Promise<void> {
    const { partial, index } = filesOf(this.folder, this.shard);
    await rename(partial, index);
    const { count } = this.shard;
    if (count === 1) {
      return;
    }
    const parts = Array.from(
      { length: count },
      (_, i) => filesOf(this.folder, { number: i + 1, count }).index
    );
    if ((await Promise.all(parts.map(exists))).every(Boolean)) {
      await this.join(parts);
    }
  }

  /** Two shards that end together write the same, each to a file of its own first. */
  private async join(parts: readonly string[]): Promise<void> {
    const index = path.join(this.folder, 'index.csv');
    const partial = `${index}.${process.pid}.part`;
    await writeFile(partial, this.header);
    for (const part of parts) {
      const rows = createReadStream(part, { start: Buffer.byteLength(this.header) });
      await pipeline(rows, createWriteStream(partial, { flags: 'a' }));
    }
    await rename(partial, index);
  }

  /** Leaves out a line that was cut off. */
  private async rewrite(first: string): Promise<void> {
    const { journal } = filesOf(this.folder, this.shard);
    const text = await readFile(journal, 'utf8');
    await writeWhole(journal, text.slice(0, Math.max(first.length, text.lastIndexOf('\n') + 1)));
  }
}

function filesOf(folder: string, { number, count }: Shard) {
  const name = count === 1 ? 'index' : `index-${number}-of-${count}`;
  return {
    index: path.join(folder, `${name}.csv`),
    partial: path.join(folder, `${name}.csv.part`),
    journal: path.join(folder, `.${name}.journal`),
  };
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false
  );
}

import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { ReportReading } from '../extension/src/reporting/reader';

export type OutputFormat = 'csv' | 'json' | 'explain';

/** Writes the labels of one report after the other; memory does not grow. */
export interface ReportWriter {
  /** False when nobody reads the output any more (`… | head`). */
  write(id: string, text: string, reading: ReportReading): Promise<boolean>;
  end(): Promise<boolean>;
}

const SCHEMA = 'deepspine/report-labels/1';

function render(format: OutputFormat, id: string, text: string, { labels }: ReportReading): string {
  switch (format) {
    case 'csv':
      return stringify(labels.map(({ level, condition, grade }) => [id, level, condition, grade]));
    case 'json':
      return JSON.stringify({ report_id: id, labels });
    case 'explain': {
      const lines = labels.map(({ level, condition, grade, evidence }) => {
        const line = text.slice(0, evidence.start).split('\n').length;
        const quote = evidence.quote.replace(/\s+/g, ' ');
        const place = `${evidence.section}, ${evidence.reach}, line ${line}, ${evidence.start}-${evidence.end}`;
        return `  ${level.padEnd(7)}${condition.padEnd(4)}${grade.padEnd(9)}"${quote}" (${place})`;
      });
      return `${id}\n${lines.length > 0 ? lines.join('\n') : '  nothing mentioned'}\n`;
    }
  }
}

/** Waits until the stream takes more, or is gone. */
function drained(stream: Writable): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
}

/** A writer for one of the three formats; JSON is one document with one report a line. */
export function reportWriter(stream: Writable, format: OutputFormat): ReportWriter {
  let open = true;
  let first = true;
  stream.once('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  const send = async (content: string): Promise<boolean> => {
    if (open && content !== '' && !stream.write(content)) {
      await drained(stream);
    }
    return open && !stream.destroyed;
  };
  const heading = (): string => {
    if (!first) {
      return format === 'json' ? ',\n' : '';
    }
    first = false;
    if (format === 'csv') {
      return 'report_id,level,condition,grade\n';
    }
    return format === 'json' ? `{"schema":"${SCHEMA}","reports":[\n` : '';
  };
  return {
    write: (id, text, reading) => send(heading() + render(format, id, text, reading)),
    end: () =>
      send(
        first ? heading() + (format === 'json' ? ']}\n' : '') : format === 'json' ? '\n]}\n' : ''
      ),
  };
}

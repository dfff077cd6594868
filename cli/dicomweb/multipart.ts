const CRLF = Buffer.from('\r\n');
const HEADER_END = Buffer.from('\r\n\r\n');

/** The boundary that a Content-Type of multipart names (RFC 2046, 5.1.1); null for other types. */
export function boundaryOf(contentType: string | null): string | null {
  const found = /^\s*multipart\/[\w-]+\b.*?;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(
    contentType ?? ''
  );
  return found?.[1] ?? found?.[2] ?? null;
}

/**
 * The bodies of the parts of a multipart message (RFC 2046, 5.1), one at a time: no more than one part and one
 * chunk are in memory.
 *
 * @param chunks the message as it arrives, cut anywhere
 * @throws Error when the message ends before its closing delimiter
 */
export async function* multipartBodies(
  chunks: AsyncIterable<Uint8Array>,
  boundary: string
): AsyncGenerator<Buffer> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // A delimiter stands at the start of a line; the first one may be the first line of all.
  const pending = new Pending(CRLF);
  let inPart = false;
  for await (const chunk of chunks) {
    pending.append(chunk);
    for (;;) {
      const end = pending.find(delimiter);
      if (end < 0) {
        break;
      }
      const after = end + delimiter.length;
      const next = pending.peek(after, 2);
      if (next === null) {
        break;
      }
      if (inPart) {
        yield bodyOf(pending.take(end));
      } else {
        // What precedes the first delimiter says nothing.
        pending.take(end);
      }
      inPart = next !== '--';
      pending.take(delimiter.length);
      if (!inPart) {
        return;
      }
    }
  }
  throw new Error('the answer ends before its closing delimiter');
}

/** A part from behind its delimiter on: the line's end, headers, an empty line, the body. */
function bodyOf(part: Buffer): Buffer {
  const end = part.indexOf(HEADER_END);
  if (end < 0) {
    throw new Error('a part of the answer has no end of header');
  }
  return part.subarray(end + HEADER_END.length);
}

/** Bytes that have arrived and not been taken; a search begins where the last one ended. */
class Pending {
  private searched = 0;
  private length: number;
  private bytes: Buffer;

  constructor(first: Buffer) {
    this.bytes = Buffer.from(first);
    this.length = first.length;
  }

  append(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.bytes.length) {
      // Doubling keeps the copying of a large part linear.
      const grown = Buffer.allocUnsafe(
        Math.max(2 * this.bytes.length, this.length + chunk.length, 65_536)
      );
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
  }

  /** Where a pattern begins, or -1. */
  find(pattern: Buffer): number {
    const at = this.bytes.subarray(0, this.length).indexOf(pattern, this.searched);
    this.searched = at < 0 ? Math.max(0, this.length - pattern.length + 1) : at;
    return at;
  }

  /** Text at a position; null until so much has arrived. */
  peek(at: number, length: number): string | null {
    return at + length <= this.length ? this.bytes.toString('latin1', at, at + length) : null;
  }

  take(length: number): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, length));
    this.bytes.copy(this.bytes, 0, length, this.length);
    this.length -= length;
    this.searched = 0;
    return taken;
  }
}

/** Part 10 files as one message for a store request (PS3.18, 10.5.1). */
export function storeMessage(
  files: readonly Uint8Array[],
  boundary: string
): { readonly contentType: string; readonly body: Buffer } {
  const parts = files.flatMap(file => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    Buffer.from(file.buffer, file.byteOffset, file.byteLength),
    CRLF,
  ]);
  return {
    contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

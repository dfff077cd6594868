import { randomUUID } from 'node:crypto';

/** One part of a multipart/related message (RFC 2387). */
export interface Part {
  readonly contentType: string;
  readonly body: Buffer;
}

export interface MediaType {
  /** Lower case, "multipart/related". */
  readonly type: string;
  /** Parameter names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads a Content-Type, quoted parameters included. */
export function parseMediaType(header: string | undefined): MediaType {
  const [type = '', ...rest] = (header ?? '').split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const parameters = Object.fromEntries(
    rest.map(pair => {
      const [name = '', ...value] = pair.split('=');
      return [
        name.trim().toLowerCase(),
        value
          .join('=')
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ];
    })
  );
  return { type: type.trim().toLowerCase(), parameters };
}

const CRLF = '\r\n';

/** Takes a message apart; throws where it is cut short or holds no part. */
export function parseMultipart(body: Buffer, boundary: string): Part[] {
  const delimiter = Buffer.from(`--${boundary}`);
  // A delimiter stands at the start of a line; anything before the first one is a preamble.
  let at = body.subarray(0, delimiter.length).equals(delimiter)
    ? 0
    : nextDelimiter(body, delimiter, 0);
  const parts: Part[] = [];
  for (;;) {
    if (at < 0) {
      throw new Error('the multipart body ends before its closing delimiter');
    }
    const afterDelimiter = at + delimiter.length;
    if (body.subarray(afterDelimiter, afterDelimiter + 2).toString('latin1') === '--') {
      break;
    }
    const end = nextDelimiter(body, delimiter, afterDelimiter);
    if (end < 0) {
      throw new Error('the multipart body ends before its closing delimiter');
    }
    parts.push(parsePart(body.subarray(afterDelimiter, end - CRLF.length)));
    at = end;
  }
  if (parts.length === 0) {
    throw new Error('the multipart body has no part');
  }
  return parts;
}

/** Where the next delimiter that starts a line begins (after its CRLF), or -1. */
function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  const at = body.indexOf(Buffer.concat([Buffer.from(CRLF), delimiter]), from);
  return at < 0 ? -1 : at + CRLF.length;
}

/** @param bytes From after the delimiter to before the CRLF that precedes the next one. */
function parsePart(bytes: Buffer): Part {
  const lineEnd = bytes.indexOf(CRLF);
  const headerEnd = bytes.indexOf(CRLF + CRLF, lineEnd);
  if (lineEnd < 0 || headerEnd < 0) {
    throw new Error('a part of the multipart body has no end of header');
  }
  const headers = bytes.subarray(lineEnd, headerEnd).toString('latin1');
  const contentType = /^content-type:\s*(.*)$/im.exec(headers)?.[1] ?? '';
  return { contentType: contentType.trim(), body: bytes.subarray(headerEnd + 4) };
}

/** Puts a message together; the boundary is a fresh UUID. */
export function formatMultipart(type: string, parts: readonly Part[]): Part {
  const boundary = randomUUID();
  const chunks = parts.flatMap(({ contentType, body }) => [
    Buffer.from(
      `--${boundary}${CRLF}Content-Type: ${contentType}${CRLF}` +
        `Content-Length: ${body.length}${CRLF}${CRLF}`
    ),
    body,
    Buffer.from(CRLF),
  ]);
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--${CRLF}`)]),
  };
}

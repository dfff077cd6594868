import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileTag } from '../fileTag';

const MIME: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * The file that a URL path names inside a folder.
 * @param path Decoded, relative to the folder.
 * @returns null where the path leads outside of the folder or holds a NUL.
 */
export function fileInside(folder: string, path: string): string | null {
  const base = resolve(folder);
  const file = resolve(join(base, path));
  const inside = file === base || file.startsWith(base + sep);
  return inside && !path.includes('\0') ? file : null;
}

/** Sends a file; false, with nothing sent, where there is none. */
export async function sendFile(response: ServerResponse, file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) {
    return false;
  }
  // Files change with every build: the browser asks each time and is told "unchanged" where they did not.
  const tag = fileTag(found);
  const headers = { ETag: tag, 'Cache-Control': 'no-cache' };
  if (response.req.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return true;
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': MIME[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': found.size,
  });
  if (response.req.method === 'HEAD') {
    response.end();
  } else {
    // A browser that goes away in the middle is no error of ours.
    await pipeline(createReadStream(file), response).catch(() => response.destroy());
  }
  return true;
}

import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileTag } from '../fileTag';
import { parsePart10 } from './dcmjs';
import { binaryValue } from './dicomJson';
import { FrameReader } from './frames';
import { formatMultipart } from './multipart';
import type { Part } from './multipart';
import { search } from './query';
import { DicomStore } from './store';
import type { StoredInstance } from './store';
import { HttpError, readBody, refuseOtherTypes, storeInstances } from './storeInstances';

export interface ArchiveOptions {
  /** Folder of the Part 10 files. */
  readonly dir: string;
  /** URL path of the service; '/dicom-web' where missing. */
  readonly root?: string;
  /** Largest body of a store request; 1 GiB where missing. */
  readonly bodyLimitBytes?: number;
}

/** How the archive misbehaves on purpose, for tests; there is no way to set it over HTTP. */
export interface Faults {
  /** Answers every store with this status, or never. */
  store?: number | 'hang';
}

/** A small DICOMweb origin server: QIDO-RS, WADO-RS (as stored, no transcoding) and STOW-RS. */
export class Archive {
  readonly root: string;
  readonly store: DicomStore;
  readonly faults: Faults = {};
  private readonly frameReader = new FrameReader();
  private readonly bodyLimitBytes: number;

  constructor({ dir, root = '/dicom-web', bodyLimitBytes = 2 ** 30 }: ArchiveOptions) {
    this.root = root;
    this.store = new DicomStore(dir, root);
    this.bodyLimitBytes = bodyLimitBytes;
  }

  /** Answers a request under `root`; the caller has set the headers common to all its answers. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.answer(request, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy(error as Error);
        return;
      }
      // An error says nothing about the instance.
      VALIDATORS.forEach(header => response.removeHeader(header));
      const status = error instanceof HttpError ? error.status : 500;
      if (status === 413) {
        // The rest of the body is not read; the connection cannot be used again.
        response.setHeader('Connection', 'close');
      }
      sendJson(response, status, { error: (error as Error).message });
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(url.pathname.slice(this.root.length))
      .split('/')
      .filter(Boolean);
    if (request.method === 'POST' && path[0] === 'studies' && path.length <= 2) {
      await this.storeRequest(request, response, path[1]);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new HttpError(405, `${request.method} is not offered here.`);
    }
    await this.retrieve(path, url.searchParams, request.headers.accept ?? '*/*', response);
  }

  private async storeRequest(
    request: IncomingMessage,
    response: ServerResponse,
    study?: string
  ): Promise<void> {
    const contentType = request.headers['content-type'];
    // Before the body is read: of another kind of request nothing is wanted.
    refuseOtherTypes(contentType);
    const body = await readBody(request, this.bodyLimitBytes);
    const fault = this.faults.store;
    if (fault === 'hang') {
      return;
    }
    if (fault !== undefined) {
      throw new HttpError(fault, 'The archive refuses to store.');
    }
    const { status, dataset, reasons } = await storeInstances(this.store, contentType, body, study);
    if (reasons.length > 0) {
      const text = reasons.join('; ').replace(/[^\x20-\x7e]/g, '?');
      response.setHeader('Warning', `299 - "${text.replaceAll('"', "'").slice(0, 1000)}"`);
    }
    sendJson(response, status, dataset);
  }

  private async retrieve(
    path: readonly string[],
    query: URLSearchParams,
    accept: string,
    response: ServerResponse
  ): Promise<void> {
    const { keys, rest } = readPath(path);
    const [resource, argument] = rest;
    if (rest.length === 1 && isSearch(resource)) {
      const found = this.store.instances(keys);
      if (keys.study && found.length === 0) {
        throw new HttpError(404, 'No such study or series.');
      }
      sendJson(response, 200, search(resource, found, query));
      return;
    }
    const instances = keys.study ? this.store.instances(keys) : [];
    const [instance] = instances;
    if (!instance) {
      throw new HttpError(404, 'No such study, series or instance.');
    }
    const isContent = resource === undefined || resource === 'frames' || resource === 'bulkdata';
    if (isContent && keys.instance && (await isKnown(response, instance))) {
      return;
    }
    if (resource === undefined) {
      sendInstances(response, instances, await filesOf(instances), accept);
    } else if (resource === 'metadata' && rest.length === 1) {
      sendJson(
        response,
        200,
        instances.map(({ json }) => json)
      );
    } else if (resource === 'frames' && argument && rest.length === 2 && keys.instance) {
      sendParts(
        response,
        instance.transferSyntax,
        pickFrames(await this.frameReader.framesOf(instance), argument)
      );
    } else if (resource === 'bulkdata' && argument && rest.length === 2 && keys.instance) {
      sendParts(response, instance.transferSyntax, [await bulkData(instance, argument)]);
    } else {
      throw new HttpError(404, `${path.join('/')} is not offered here.`);
    }
  }
}

const VALIDATORS = ['ETag', 'Cache-Control', 'Vary'] as const;

/**
 * Lets browsers keep an instance's pixels for the person at the screen, if they ask each time whether it is still
 * there. True where the browser has it, and was told so.
 */
async function isKnown(response: ServerResponse, { file }: StoredInstance): Promise<boolean> {
  const tag = fileTag(await stat(file));
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', 'private, no-cache');
  // Alone or as a part of a multipart message.
  response.setHeader('Vary', 'Accept');
  if (response.req.headers['if-none-match'] !== tag) {
    return false;
  }
  response.writeHead(304).end();
  return true;
}

interface ArchivePath {
  readonly keys: { study?: string; series?: string; instance?: string };
  /** What follows the last UID: a collection to search, or metadata, frames/…, bulkdata/…, nothing. */
  readonly rest: readonly string[];
}

function readPath(path: readonly string[]): ArchivePath {
  const keys: ArchivePath['keys'] = {};
  const collections = [
    ['studies', 'study'],
    ['series', 'series'],
    ['instances', 'instance'],
  ] as const;
  let rest = path;
  for (const [collection, key] of collections) {
    if (rest[0] === collection && rest[1] !== undefined) {
      keys[key] = rest[1];
      rest = rest.slice(2);
    }
  }
  return { keys, rest };
}

function isSearch(name: string | undefined): name is 'studies' | 'series' | 'instances' {
  return name === 'studies' || name === 'series' || name === 'instances';
}

function filesOf(instances: readonly StoredInstance[]): Promise<Buffer[]> {
  return Promise.all(instances.map(({ file }) => readFile(file)));
}

/** @param list Frame numbers from 1, separated by commas. */
function pickFrames(all: readonly Buffer[], list: string): Buffer[] {
  return list.split(',').map(number => {
    const frame = /^[1-9][0-9]*$/.test(number) ? all[Number(number) - 1] : undefined;
    if (!frame) {
      throw new HttpError(
        404,
        `The instance has ${all.length} frame(s); there is no frame ${number}.`
      );
    }
    return frame;
  });
}

async function bulkData(instance: StoredInstance, tag: string): Promise<Buffer> {
  const { dict } = parsePart10(await readFile(instance.file));
  const parts = binaryValue(dict[tag.toUpperCase()]);
  if (parts.length === 0) {
    throw new HttpError(404, `The instance has no binary value ${tag}.`);
  }
  return Buffer.concat(parts);
}

function sendInstances(
  response: ServerResponse,
  instances: readonly StoredInstance[],
  files: readonly Buffer[],
  accept: string
): void {
  const single = /application\/dicom(?!\+)/.test(accept) && !accept.includes('multipart');
  if (single && files.length === 1) {
    send(response, 200, { contentType: 'application/dicom', body: files[0]! });
    return;
  }
  const parts = files.map((body, i) => ({
    contentType: `application/dicom; transfer-syntax=${instances[i]!.transferSyntax}`,
    body,
  }));
  send(response, 200, formatMultipart('application/dicom', parts));
}

function sendParts(response: ServerResponse, syntax: string, bodies: readonly Buffer[]): void {
  const type = 'application/octet-stream';
  const contentType = `${type}; transfer-syntax=${syntax}`;
  send(
    response,
    200,
    formatMultipart(
      type,
      bodies.map(body => ({ contentType, body }))
    )
  );
}

function sendJson(response: ServerResponse, status: number, content: unknown): void {
  const body = Buffer.from(JSON.stringify(content));
  const contentType =
    status < 400 || status === 409 ? 'application/dicom+json' : 'application/json';
  send(response, status, { contentType, body });
}

function send(response: ServerResponse, status: number, { contentType, body }: Part): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    ...(response.hasHeader('ETag') ? {} : { 'Cache-Control': 'no-store' }),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

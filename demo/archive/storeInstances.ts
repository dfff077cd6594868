import type { IncomingMessage } from 'node:http';
import { parseMediaType, parseMultipart } from './multipart';
import type { Part } from './multipart';
import type { JsonDataset } from './dicomJson';
import type { DicomStore } from './store';
import { FAILURE, StoreRejection } from './store';

/** An HTTP answer to a bad request; the message is for the person who sent it. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

/** The bytes of a request; throws 413 as soon as there are more than the limit. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const tooLarge = new HttpError(413, `The request body is larger than ${limitBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
    throw tooLarge;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) {
      throw tooLarge;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export interface StoreResponse {
  readonly status: 200 | 202 | 409;
  /** Store Instances Response Module (PS3.18 table I.2-1). */
  readonly dataset: JsonDataset;
  /** One sentence per instance that was not stored. */
  readonly reasons: readonly string[];
}

/** STOW-RS (PS3.18 10.5): every part is stored or fails on its own. */
export async function storeInstances(
  store: DicomStore,
  contentType: string | undefined,
  body: Buffer,
  study?: string
): Promise<StoreResponse> {
  const stored: JsonDataset[] = [];
  const failed: JsonDataset[] = [];
  const reasons: string[] = [];
  for (const part of partsOf(contentType, body)) {
    try {
      const { sopClass, ...keys } = await store.add(instanceOf(part), study);
      stored.push({ ...sopReference(sopClass, keys.instance), ...ur('00081190', store.url(keys)) });
    } catch (error) {
      if (!(error instanceof StoreRejection)) {
        throw error;
      }
      reasons.push(error.message);
      failed.push(failedItem(error));
    }
  }
  const dataset = {
    ...(study && ur('00081190', `${store.root}/studies/${study}`)),
    ...(stored.length > 0 && { '00081199': { vr: 'SQ', Value: stored } }),
    ...(failed.length > 0 && { '00081198': { vr: 'SQ', Value: failed } }),
  };
  const status = failed.length === 0 ? 200 : stored.length > 0 ? 202 : 409;
  return { status, dataset, reasons };
}

/** @returns the boundary; throws 415 for a message that cannot hold instances */
export function refuseOtherTypes(contentType: string | undefined): string {
  const { type, parameters } = parseMediaType(contentType);
  if (type !== 'multipart/related' || !parameters.boundary) {
    const message =
      'Instances are stored as multipart/related; type="application/dicom" with a boundary.';
    throw new HttpError(415, message);
  }
  return parameters.boundary;
}

function partsOf(contentType: string | undefined, body: Buffer): Part[] {
  const boundary = refuseOtherTypes(contentType);
  try {
    return parseMultipart(body, boundary);
  } catch (error) {
    throw new HttpError(400, `The request cannot be read: ${(error as Error).message}.`);
  }
}

function instanceOf({ contentType, body }: Part): Buffer {
  const { type } = parseMediaType(contentType);
  if (type !== 'application/dicom') {
    throw new StoreRejection(
      FAILURE.unreadable,
      `a part is ${type || 'untyped'}, not application/dicom`
    );
  }
  return body;
}

function failedItem({ reason, message, keys }: StoreRejection): JsonDataset {
  return {
    ...(keys.sopClass && keys.instance && sopReference(keys.sopClass, keys.instance)),
    '00081197': { vr: 'US', Value: [reason] },
    // Error Comment, at most 64 characters; the whole sentence goes into the Warning header.
    '00000902': { vr: 'LO', Value: [message.slice(0, 64)] },
  };
}

function sopReference(sopClass: string, instance: string): JsonDataset {
  return {
    '00081150': { vr: 'UI', Value: [sopClass] },
    '00081155': { vr: 'UI', Value: [instance] },
  };
}

function ur(tag: string, url: string): JsonDataset {
  return { [tag]: { vr: 'UR', Value: [url] } };
}

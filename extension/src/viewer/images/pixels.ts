import { DeepSpineError, type MessageValue } from '../../findings';
import { refused, throwIfCancelled } from '../../messages';
import type { PixelArray, Slice, SlicePlane } from '../../imaging/types';
import { imageError, imagesOverdue } from './imageErrors';
import { imageHeader, statedPlane } from './imageFacts';
import type { Cornerstone, CornerstoneImage, Instance } from '../host/ohif';
import { ImageLoadTimeout } from './imageLoadTimeout';

/** Requests to the archive at a time; the browser allows six per host over HTTP/1.1. */
const PARALLEL_LOADS = 6;

/** An archive that has sent nothing for this long will not, ms. */
const PATIENCE_MS = 60_000;

export interface LoadOptions {
  readonly signal: AbortSignal;
  /** Called after each image. */
  readonly onProgress?: (loaded: number, total: number) => void;
  /** Requests to the archive at a time; as many as a browser makes where missing. */
  readonly parallel?: number;
  /** ms without a sign of any image after which the load is given up. */
  readonly patienceMs?: number;
}

/** Images that are of use all together only. */
export interface ImageGroup {
  readonly imageIds: readonly string[];
  /** How their series is named in error sentences. */
  readonly seriesName: MessageValue;
}

/**
 * Loads every image of a series through the viewer's own image cache, so that what the viewports hold
 * already is not fetched again. Any image that fails stops the load with a DeepSpineError
 * ('archive-refused', 'archive-unreachable', 'corrupt-file', 'bad-geometry' or 'unsupported-file'); an
 * abort rejects with 'cancelled' at once. What has come by then stays in the cache.
 */
export const loadSlices = (
  cornerstone: Cornerstone,
  imageIds: readonly string[],
  { seriesName, ...options }: LoadOptions & Pick<ImageGroup, 'seriesName'>
): Promise<Slice[]> => loadInTurn(cornerstone, [{ imageIds, seriesName }], options)[0]!;

/**
 * The same for several series, asked for one after the other without a pause between them.
 * @returns the slices of each. What fails in one stops that one alone; an abort ends all.
 */
export function loadInTurn(
  cornerstone: Cornerstone,
  groups: readonly ImageGroup[],
  { signal, onProgress, parallel = PARALLEL_LOADS, patienceMs = PATIENCE_MS }: LoadOptions
): Promise<Slice[]>[] {
  const loads = groups.map(group => new GroupLoad(cornerstone, group));
  const images = loads.flatMap(load => load.imageIds.map((_, index) => ({ load, index })));
  const patience = new ImageLoadTimeout(cornerstone.eventTarget, signal, patienceMs, () =>
    imagesOverdue(loads.find(load => !load.hasEnded)!.seriesName, patienceMs)
  );
  let [next, loaded] = [0, 0];

  async function lane(): Promise<void> {
    while (next < images.length) {
      const { load, index } = images[next++]!;
      if (!load.hasEnded && (await load.load(index, patience, signal))) {
        onProgress?.(++loaded, images.length);
        load.endIfComplete();
      }
    }
  }

  const slices = loads.map(load => load.slices);
  void Promise.allSettled(slices).then(() => patience.end());
  Array.from({ length: parallel }, lane);
  return slices;
}

/** Images on their way. */
class GroupLoad {
  readonly imageIds: readonly string[];
  readonly seriesName: MessageValue;
  /** In their order. */
  readonly slices: Promise<Slice[]>;
  private readonly there: Slice[] = [];
  private missing: number;
  private readonly asked = new Set<string>();
  private ended = false;
  private resolve: (slices: Slice[]) => void = () => {};
  private reject: (error: unknown) => void = () => {};

  constructor(
    private readonly cornerstone: Cornerstone,
    { imageIds, seriesName }: ImageGroup
  ) {
    this.imageIds = imageIds;
    this.seriesName = seriesName;
    this.missing = imageIds.length;
    this.slices = new Promise((resolve, reject) => {
      [this.resolve, this.reject] = [resolve, reject];
    });
    this.endIfComplete();
  }

  /** All are there, or something of them failed. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** Loads an image; false where it is of no use, since one has failed. Never rejects; see endIfComplete. */
  async load(index: number, patience: ImageLoadTimeout, signal: AbortSignal): Promise<boolean> {
    const imageId = this.imageIds[index]!;
    try {
      throwIfCancelled(signal);
      this.asked.add(imageId);
      const image = await this.loadImage(index, patience);
      this.asked.delete(imageId);
      if (this.ended) {
        return false;
      }
      throwIfCancelled(signal);
      this.there[index] = toSlice(this.cornerstone, image);
      this.missing--;
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** To be called after an image was loaded, and whoever counts them was told. */
  endIfComplete(): void {
    if (this.missing === 0) {
      this.ended = true;
      this.resolve(this.there);
    }
  }

  private async loadImage(index: number, patience: ImageLoadTimeout): Promise<CornerstoneImage> {
    const { imageLoader } = this.cornerstone;
    try {
      const image = await patience.wait(imageLoader.loadAndCacheImage(this.imageIds[index]!));
      if (image) {
        return image;
      }
      throw new Error('Cornerstone gave no image.');
    } catch (cause) {
      throw cause instanceof DeepSpineError ? cause : imageError(cause, index, this.seriesName);
    }
  }

  private fail(error: unknown): void {
    if (!this.ended) {
      this.ended = true;
      // What was asked for and never came would keep the next try waiting for the same request.
      this.asked.forEach(imageId => forgetPending(this.cornerstone, imageId));
      this.reject(error);
    }
  }
}

function forgetPending({ cache }: Cornerstone, imageId: string): void {
  if (cache.getImageLoadObject(imageId) && !cache.getImage(imageId)) {
    cache.removeImageLoadObject(imageId);
  }
}

/**
 * The plane of an image in patient space and how it was made, as its header states it; throws 'bad-geometry' where
 * the header lacks it. The viewer's own image plane never lacks anything: it makes up 1 mm and an axial image.
 */
export function imagePlane(cornerstone: Cornerstone, imageId: string): SlicePlane {
  const reference = imageReference(cornerstone, imageId);
  const instance = instanceOf(cornerstone, imageId);
  const frame = reference.frameNumber ?? 1;
  const plane = instance && statedPlane(instance, frame);
  if (!plane) {
    throw refused('bad-geometry', { context: 'incomplete' });
  }
  const header = imageHeader(instance, frame);
  const { echoTime } = header;
  return {
    ...reference,
    ...plane,
    ...(echoTime !== undefined && echoTime > 0 ? { echoTime } : {}),
    header,
  };
}

const instanceOf = (cornerstone: Cornerstone, imageId: string): Instance | undefined =>
  cornerstone.metaData.get('instance', imageId) as Instance | undefined;

/**
 * Where the address of an image names its frame: WADO-RS (/frames/10), WADO-URI (frameNumber=10, and frame=10 as
 * Cornerstone writes it for wado-uri, dicom-json and local files).
 */
const FRAME_IN_ADDRESS = /(?:\/frames\/|[?&]frame(?:Number)?=)(\d+)/i;

/** SOP Instance UID and, for multi-frame instances, the 1-based frame number of an image. */
export function imageReference(
  cornerstone: Cornerstone,
  imageId: string
): { readonly sopInstanceUID: string; readonly frameNumber?: number } {
  const instance = cornerstone.metaData.get('instance', imageId) as
    | {
        readonly SOPInstanceUID?: string;
        readonly NumberOfFrames?: number | string;
        /** The viewer's own, of a frame that its address does not name. */
        readonly frameNumber?: number;
      }
    | undefined;
  if (typeof instance?.SOPInstanceUID !== 'string' || !instance.SOPInstanceUID) {
    throw refused('corrupt-file', { context: 'no-uid' });
  }
  const frame = Number(FRAME_IN_ADDRESS.exec(imageId)?.[1] ?? instance.frameNumber);
  const multiFrame = Number(instance.NumberOfFrames) > 1;
  return {
    sopInstanceUID: instance.SOPInstanceUID,
    ...(multiFrame && frame > 0 ? { frameNumber: frame } : {}),
  };
}

function toSlice(cornerstone: Cornerstone, image: CornerstoneImage): Slice {
  const plane = imagePlane(cornerstone, image.imageId);
  if (image.color || image.photometricInterpretation?.startsWith('RGB')) {
    throw refused('unsupported-file', { context: 'color' });
  }
  return { ...plane, rows: image.rows, columns: image.columns, pixels: samples(image) };
}

/**
 * The image's samples with the modality LUT applied (DICOM PS3.3 C.11.1; Cornerstone has applied it
 * already unless it was the identity or its scaling is off) and MONOCHROME1 turned round. May be the
 * viewer's own array: read it, never write or transfer it.
 */
export function samples(image: CornerstoneImage): PixelArray {
  const stored = image.voxelManager?.getScalarData() ?? image.getPixelData();
  // A slope of 0, or one that is no number, would make every picture the same.
  const slope = Number.isFinite(image.slope) ? image.slope || 1 : 1;
  const intercept = Number.isFinite(image.intercept) ? (image.intercept ?? 0) : 0;
  const rescale = image.preScale?.scaled !== true && (slope !== 1 || intercept !== 0);
  const invert = image.photometricInterpretation === 'MONOCHROME1';
  const known = [Uint8Array, Int8Array, Uint16Array, Int16Array, Float32Array] as const;
  if (!rescale && !invert && known.some(type => stored instanceof type)) {
    return stored as PixelArray;
  }
  const factor = (invert ? -1 : 1) * (rescale ? slope : 1);
  const offset = (invert ? -1 : 1) * (rescale ? intercept : 0);
  const values = new Float32Array(stored.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = stored[i]! * factor + offset;
  }
  return values;
}

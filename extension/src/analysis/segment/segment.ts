import { columnsOf, sagittalGrid } from '../../imaging/sagittalGrid';
import type { Stack } from '../../imaging/types';
import { GridSlices } from './gridSlices';
import type { Segmentation } from '../segmentation/segmentation';
import {
  emptySegmentation,
  planeOutputs,
  planeSegmentation,
  type PlaneOutput,
} from './segmentPlanes';
import { networkOf, type SliceNetwork } from './sliceNetwork';
import {
  spineExtent,
  unionOf,
  windowAround,
  type ColumnWindow,
  type SpineExtent,
} from './spineWindow';
import type { Models } from '../model';

export interface SegmentOptions {
  readonly signal?: AbortSignal;
  /** Called with the share of the slices that is done, 0..1, after every run of the network. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * Called when a plane's probabilities are written, with all that is there so far; planes may come in any
   * order.
   */
  readonly onPlane?: (plane: number, soFar: Segmentation) => void;
}

/** What was segmented stays at hand, resampled, for later looks at the pixels. */
export interface SegmentedStack extends Segmentation {
  /** [planes, height, width] */
  readonly images: Float32Array;
  /** Intensity of air: the darkest of the whole slices. */
  readonly air: number;
}

/** A network, the slices on its grid, and who wants to hear of it. */
interface Job {
  readonly network: SliceNetwork;
  readonly slices: GridSlices;
  readonly options: SegmentOptions;
}

/** What slices that were seen whole have shown. */
interface Search {
  /** The last one shows the spine, if any does. */
  readonly outputs: readonly PlaneOutput[];
  readonly extent: SpineExtent | null;
}

/**
 * Planes that are begun before the first has answered: four processors are busy until then. A number of its own, and not
 * that of the processors, so that every machine looks at the same columns.
 */
const EARLY_PLANES = 4;

/** Planes that may show where the spine lies: the middle one, and one halfway to either end. */
function candidatePlanes(planes: number): number[] {
  const at = (share: number) => Math.round(share * (planes - 1));
  return [...new Set([at(0.5), at(0.25), at(0.75)])];
}

/** The other planes, from the middle outwards. */
function othersThan(done: readonly number[], planes: number): number[] {
  const aside = (plane: number) => Math.abs(plane - (planes - 1) / 2);
  return Array.from({ length: planes }, (_, plane) => plane)
    .filter(plane => !done.includes(plane))
    .sort((a, b) => aside(a) - aside(b));
}

const everyColumn = ({ grid }: GridSlices): ColumnWindow => ({ first: 0, count: grid.width });

/**
 * Segments a sagittal stack slice by slice. Each slice is resampled on a grid, z-scored over the pixels that hold
 * image, and padded with 0 at the bottom and right to the model's multiple; the model's output becomes
 * probabilities. What is looked at, and returned, are only the columns around the spine: half of a usual slice is
 * abdomen and air. The localisation says which, of a coarse slice; the same slice, segmented there, has the last word.
 * Without a localisation, and where it sees no spine, slices are segmented whole until one shows the spine.
 *
 * Throws DeepSpineError 'cancelled', 'bad-manifest', 'model-run'.
 */
export async function segmentStack(
  stack: Stack,
  { segmentation, localisation }: Pick<Models, 'segmentation' | 'localisation'>,
  options: SegmentOptions = {}
): Promise<SegmentedStack> {
  const jobOf = (network: SliceNetwork): Job => {
    const slices = new GridSlices(sagittalGrid(stack, network.spacing), stack);
    return { network, slices, options };
  };
  const job = jobOf(networkOf(segmentation));
  const { network, slices } = job;
  if (localisation) {
    const { outputs, extent } = await searchSpine(jobOf(networkOf(localisation)));
    const window = extent && windowAround(extent, slices.grid, network.multiple);
    const done = window && (await segmentAround(outputs.at(-1)!.plane, window, job));
    if (done) {
      return done;
    }
  }
  const { outputs, extent } = await searchSpine(job);
  const window = extent ? windowAround(extent, slices.grid, network.multiple) : everyColumn(slices);
  const planes = othersThan(
    outputs.map(({ plane }) => plane),
    slices.grid.planes
  );
  const result = new ColumnsInTheMaking(job, window);
  outputs.forEach(one => result.add(one, everyColumn(slices)));
  await result.take(planeOutputs(network, slices, planes, window, options.signal), window);
  return result.finish();
}

/** Looks at slices whole until one shows the spine. */
async function searchSpine({ network, slices, options }: Job): Promise<Search> {
  const window = everyColumn(slices);
  const outputs: PlaneOutput[] = [];
  for (const candidate of candidatePlanes(slices.grid.planes)) {
    for await (const one of planeOutputs(network, slices, [candidate], window, options.signal)) {
      outputs.push(one);
      const extent = spineExtent(planeSegmentation(network, slices, window, one));
      if (extent) {
        return { outputs, extent };
      }
    }
    options.onProgress?.(0);
  }
  return { outputs, extent: null };
}

/**
 * Begins with this plane and a few more in these columns. The plane shows which are needed: the other planes are looked at
 * there alone, or all of them anew where these do not suffice. null where it shows no spine.
 */
async function segmentAround(
  plane: number,
  guess: ColumnWindow,
  job: Job
): Promise<SegmentedStack | null> {
  const { network, slices, options } = job;
  const planes = [plane, ...othersThan([plane], slices.grid.planes)];
  const begin = (some: readonly number[], window: ColumnWindow) =>
    planeOutputs(network, slices, some, window, options.signal);
  const early = begin(planes.slice(0, EARLY_PLANES), guess);
  const first = (await early.next()).value!;
  const extent = spineExtent(planeSegmentation(network, slices, guess, first));
  if (!extent) {
    return null;
  }
  const window = windowAround(extent, slices.grid, network.multiple);
  const wider = unionOf(guess, window);
  if (wider.count > guess.count) {
    options.onProgress?.(0);
    return segmentAround(plane, wider, job);
  }
  const late = begin(planes.slice(EARLY_PLANES), window);
  const result = new ColumnsInTheMaking(job, window);
  result.add(first, guess);
  await result.take(early, guess);
  await result.take(late, window);
  return result.finish();
}

/** What is known of a stack in the columns that are looked at. */
class ColumnsInTheMaking {
  private readonly soFar: Segmentation;
  private readonly images: Float32Array;
  private done = 0;

  constructor(
    private readonly job: Job,
    private readonly window: ColumnWindow
  ) {
    const { grid } = job.slices;
    this.soFar = emptySegmentation(columnsOf(grid, window.first, window.count), job.network);
    this.images = new Float32Array(grid.planes * grid.height * window.count);
  }

  /** @param looked the columns of the output, these among them */
  add({ plane, output }: PlaneOutput, looked: ColumnWindow): void {
    const { job, window, soFar } = this;
    const { network, slices, options } = job;
    const { planes, height } = slices.grid;
    slices.copyImage(plane, window, this.images, plane * height * window.count);
    network.write(
      soFar,
      plane,
      slices.insideOf(plane, window),
      output,
      window.first - looked.first
    );
    slices.forget(plane);
    options.onPlane?.(plane, soFar);
    options.onProgress?.(++this.done / planes);
  }

  async take(outputs: AsyncIterable<PlaneOutput>, looked: ColumnWindow): Promise<void> {
    for await (const one of outputs) {
      this.add(one, looked);
    }
  }

  /** To be called when all planes are there. */
  finish(): SegmentedStack {
    return { ...this.soFar, images: this.images, air: this.job.slices.air() };
  }
}

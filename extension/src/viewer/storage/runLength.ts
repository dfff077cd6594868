import type { SegmentationResult } from '../../analysis/segmentationResult';

/** A segmentation whose labels are run-length encoded text: small enough for the browser's storage. */
export type PackedSegmentation = Omit<SegmentationResult, 'slices'> & {
  readonly slices: readonly (Omit<SegmentationResult['slices'][number], 'labels'> & {
    readonly runs: string;
  })[];
};

/** `<label>:<length>` in base 36, joined by commas: '0:5k,3:c,0:5k'. */
function encode(labels: Uint8Array): string {
  const runs: string[] = [];
  let start = 0;
  for (let i = 1; i <= labels.length; i++) {
    if (i === labels.length || labels[i] !== labels[start]) {
      runs.push(`${labels[start]!.toString(36)}:${(i - start).toString(36)}`);
      start = i;
    }
  }
  return runs.join(',');
}

function decode(runs: string, size: number): Uint8Array {
  const labels = new Uint8Array(size);
  let at = 0;
  for (const run of runs === '' ? [] : runs.split(',')) {
    const [label, length] = run.split(':').map(part => parseInt(part, 36));
    if (label === undefined || !length || !(at + length <= size)) {
      throw new RangeError('The runs of a stored segmentation do not fit its size.');
    }
    labels.fill(label, at, at + length);
    at += length;
  }
  if (at !== size) {
    throw new RangeError('A stored segmentation is cut off.');
  }
  return labels;
}

type Slice = SegmentationResult['slices'][number];
const packSlice = ({ labels, ...slice }: Slice) => ({ ...slice, runs: encode(labels) });

export function pack({ slices, ...rest }: SegmentationResult): PackedSegmentation {
  return { ...rest, slices: slices.map(packSlice) };
}

/** As pack, with a pause after every slice. */
export async function packInSteps(
  { slices, ...rest }: SegmentationResult,
  pause: () => Promise<void>
): Promise<PackedSegmentation> {
  const packed: PackedSegmentation['slices'][number][] = [];
  for (const slice of slices) {
    packed.push(packSlice(slice));
    await pause();
  }
  return { ...rest, slices: packed };
}

/** The inverse of pack; throws RangeError when the text is damaged. */
export function unpack({ slices, ...rest }: PackedSegmentation): SegmentationResult {
  return {
    ...rest,
    slices: slices.map(({ runs, ...slice }) => ({
      ...slice,
      labels: decode(runs, slice.rows * slice.columns),
    })),
  };
}

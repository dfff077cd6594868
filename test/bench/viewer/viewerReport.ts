import type { Sample, Samples } from '../contender';
import { pairedRatios, spreadOf, type Spread } from '../statistics';
import { ratio, table } from '../text';
import { PARTS, type Timeline } from './timeline';
import { TRACED_VISITS, VIEWER, type TracedVisit, type ViewerSample } from './viewerBench';

/** What a person waits for with one study; ratios within a repetition. */
export interface ViewerReport {
  readonly study: string;
  readonly rows: readonly ViewerRow[];
  readonly timelines: Readonly<Record<TracedVisit, Timeline>>;
}

export interface ViewerRow {
  readonly name: string;
  /** From Analyze to all findings; of the others, the whole. */
  readonly ms: Spread;
  /** Over the analysis of the bare page, images and models loaded. */
  readonly overBare: Spread;
  /** Over the bare page and the viewer's own loading of the images together. */
  readonly overBareAndImages: Spread;
  /** Over the command's analysis, its reading of the files included. */
  readonly overCommand: Spread;
  /** Times over that of all findings. */
  readonly images?: Spread;
  readonly firstSlice?: Spread;
  readonly firstFinding?: Spread;
  /** Pictures that viewports drew. */
  readonly draws?: Spread;
}

/** The bare page among the contenders. */
export const BARE = 'bare page, images and models loaded';

export function viewerReport(
  study: string,
  samples: Samples,
  timelines: ViewerReport['timelines']
): ViewerReport {
  const ms = (name: string) => samples.get(name)!.map(sample => sample.ms);
  const bare = ms(BARE);
  const images = ms(VIEWER.images);
  const both = bare.map((time, i) => time + images[i]!);
  const rows = [...samples].map(([name, taken]): ViewerRow => {
    const share = (part: (sample: Partial<ViewerSample> & Sample) => number | undefined) => {
      const shares = taken.map(sample => (part(sample) ?? NaN) / sample.ms);
      return shares.some(Number.isNaN) ? undefined : spreadOf(shares);
    };
    const draws = taken.map(sample => (sample as Partial<ViewerSample>).draws ?? NaN);
    return {
      name,
      ms: spreadOf(ms(name)),
      overBare: pairedRatios(ms(name), bare),
      overBareAndImages: pairedRatios(ms(name), both),
      overCommand: pairedRatios(ms(name), ms(VIEWER.analysis)),
      images: share(({ imagesMs }) => imagesMs),
      firstSlice: share(({ firstSegmentationMs }) => firstSegmentationMs),
      firstFinding: share(({ firstFindingMs }) => firstFindingMs),
      ...(draws.some(Number.isNaN) ? {} : { draws: spreadOf(draws) }),
    };
  });
  return { study, rows, timelines };
}

const TIMELINE_HEAD = ['', 'first visit, at once', 'later visit, at once', 'all loaded'];

/** As text for a terminal. */
export function printedViewer({ study, rows, timelines }: ViewerReport): string {
  const head = [
    ...['', 'ms', '÷ bare page', '÷ bare page + images', '÷ command’s analysis'],
    ...['images at', 'first slice at', 'first finding at', 'draws'],
  ];
  const lines = rows.map(row => [
    row.name,
    row.ms.median.toFixed(0),
    ratio(row.overBare),
    ratio(row.overBareAndImages),
    ratio(row.overCommand),
    ratio(row.images),
    ratio(row.firstSlice),
    ratio(row.firstFinding),
    row.draws?.median.toFixed(0) ?? '–',
  ]);
  const times = PARTS.map(part => [
    `  ${part}`,
    ...TRACED_VISITS.map(visit => timelines[visit][part].toFixed(0)),
  ]);
  return (
    `\n${study}: from Analyze to all findings\n${table([head, ...lines])}\n` +
    `where the time goes in one traced run each, ms\n${table([TIMELINE_HEAD, ...times])}`
  );
}

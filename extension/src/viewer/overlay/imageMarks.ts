import type { ExplainedVolume } from '../../analysis/grade/occlusion';
import type { VolumeKind } from '../../analysis/grade/discVolumes';
import type { LengthMeasurement } from '../../analysis/types';
import { SLIP_ERROR_MM, type Condition, type Finding, type Vec3 } from '../../findings';
import { along, cross, dot, unit } from '../../imaging/vec3';
import type { DisplaySet, Runtime, Viewport } from '../host/ohif';
import { displaySetRole } from '../images/seriesAttributes';
import type { Store } from '../host/store';
import { hasNamingDoubt } from '../study/naming';
import { isSeen } from '../study/overlays';
import { allFindings, type GradedStudy, type SessionState } from '../study/state';
import { shownViewports, studyShownIn } from '../viewports/navigation';
import { planeShown } from '../viewports/planeShown';
import { NEARLY_PARALLEL, WatchedStacks } from '../viewports/watchedStacks';
import { isDrawn } from './drawnFindings';
import {
  BEFORE_MM,
  distanceTo,
  namesOn,
  onPlane,
  type NamedDisc,
  type Plane,
} from '../study/levelNames';
import { heatRegion, type HeatRegion } from './heatRegion';
import { isShown } from './measurements';
import { drawOver, word, type Shape } from '../host/svgLayer';

/** Cornerstone's event of a viewport that has drawn its picture. */
const IMAGE_RENDERED = 'CORNERSTONE_IMAGE_RENDERED';
/** A finding is shown on images that pass it within this distance, mm. */
const NEAR_MM = 4;
/** A circle is meant that the pointer is nearer to than this, CSS pixels. */
const MEANT_PX = 9;
/** Of a letter of 12 px, about. */
const LETTER_PX = 6.4;
const CIRCLE = { r: 6, fill: 'none', stroke: '#ffe650', 'stroke-width': 1.5 };
const LINE = { stroke: '#7fe0ff', 'stroke-width': 1.5, 'stroke-dasharray': '3 2' };

/** What of the state the marks depend on. */
const DRAWN = ['study', 'prior', 'selected', 'overlays', 'annotate', 'explanation'] as const;

/** Of the largest fall: the region that is outlined and tinted, and the one within it that is tinted once more. */
const HEAT_SHARES = [0.5, 0.8] as const;
const HEAT = { fill: '#ff9a3c', 'fill-opacity': 0.22 };
const HEAT_BORDER = { fill: 'none', stroke: '#ffe650', 'stroke-width': 1.5 };

type Drawing = (point: Vec3) => readonly [number, number];

/** What a finding is called on an image, where words cover what is below them. */
const SHORT: Readonly<Record<Condition, string>> = {
  SCS: 'canal stenosis',
  LFS: 'L foramen',
  RFS: 'R foramen',
  DB: 'disc bulge',
  DOC: 'disc-osteophyte complex',
  LFA: 'L facet',
  RFA: 'R facet',
  LFT: 'lig. flavum',
  EL: 'lipomatosis',
};

/** 'canal stenosis: moderate?' */
const shortLabel = ({ condition, grade, unsure }: Finding): string =>
  `${SHORT[condition]}: ${grade}${unsure ? '?' : ''}`;

/** Beside a point, and whole: the picture's edge cuts no word off. */
function besidePoint(
  text: string,
  [x, y]: readonly [number, number],
  { clientWidth }: HTMLElement
): readonly [number, number] {
  const width = text.length * LETTER_PX;
  return [Math.max(4, Math.min(x + 10, clientWidth - width - 8)), y - 9];
}

/** A place that words end at, moved as far as the picture's left edge would cut them off. */
const endingAt = ([x, y]: readonly [number, number], text: string): readonly [number, number] => [
  Math.max(x, text.length * LETTER_PX + 6),
  y,
];

interface Measured {
  readonly name: string;
  readonly lengths: readonly LengthMeasurement[];
  /** Where its words stand, in patient space; null: beside the first length. */
  readonly words: Vec3 | null;
  readonly text: string;
}

/** What of the chosen disc was measured, where it was taken: canal, heights, and a slip that is more than the error. */
export function measuredOf({
  frame,
  measurements,
}: Pick<GradedStudy['levels'][number], 'frame' | 'measurements'>): readonly Measured[] {
  const { canalAp, discHeight, slip, slipLine } = measurements;
  const heights = [discHeight.anterior, discHeight.middle, discHeight.posterior].flatMap(
    height => height ?? []
  );
  const words = (lengths: readonly LengthMeasurement[]) =>
    `${lengths.map(({ mm }) => mm.toFixed(1)).join(' / ')} mm`;
  return [
    ...(canalAp
      ? [{ name: 'canal', lengths: [canalAp], words: null, text: `AP ${words([canalAp])}` }]
      : []),
    ...(heights.length > 0
      ? [
          {
            name: 'height',
            lengths: heights,
            // Below the disc's name, in front of the spine.
            words: along(along(frame.center, frame.anterior, BEFORE_MM), frame.normal, -6),
            text: words(heights),
          },
        ]
      : []),
    ...(slipLine && Math.abs(slip ?? 0) >= SLIP_ERROR_MM
      ? [{ name: 'slip', lengths: [slipLine], words: null, text: `slip ${words([slipLine])}` }]
      : []),
  ];
}

/** The largest fall over all volumes of a disc, which share one scale. */
const strongestFall = (volumes: readonly ExplainedVolume[]): number =>
  volumes.reduce((largest, { fall }) => fall.reduce((a, b) => Math.max(a, b), largest), 0);

/** Whether an image lies in a volume, and about as its planes do. */
export function isOnVolume(
  image: Plane,
  { plane, depth, available }: Pick<ExplainedVolume, 'plane' | 'depth' | 'available'>
): boolean {
  const normal = unit(cross(plane.down, plane.across));
  const parallel = Math.abs(dot(normal, image.normal)) >= NEARLY_PARALLEL;
  return available && parallel && Math.abs(distanceTo(image, plane.corner)) <= depth / 2 + NEAR_MM;
}

/**
 * What is drawn over every image of a study that has findings: the names of its discs in every plane, the findings
 * on images other than the one that carries their measurements, and the chosen disc's lengths. Another study's
 * images stay free of them; those of the prior carry its own names.
 */
export class ImageMarks {
  private readonly viewports: WatchedStacks;
  private readonly stop: () => void;
  /** Where the pointer is, by viewport. */
  private pointer: { readonly id: string; readonly x: number; readonly y: number } | null = null;
  private readonly listened = new Map<HTMLElement, () => void>();
  private readonly regions = new WeakMap<ExplainedVolume, Map<number, HeatRegion>>();
  /** What was drawn last. */
  private before: Partial<Pick<SessionState, (typeof DRAWN)[number]>> = {};

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>
  ) {
    this.viewports = new WatchedStacks(
      runtime,
      IMAGE_RENDERED,
      id => this.draw(id),
      () => true
    );
    this.stop = store.subscribe(() => this.changed());
  }

  dispose(): void {
    this.stop();
    this.viewports.dispose();
    this.listened.forEach((stop, element) => {
      stop();
      drawOver(element, []);
    });
  }

  private changed(): void {
    const state = this.store.get();
    if (DRAWN.some(key => this.before[key] !== state[key])) {
      this.before = Object.fromEntries(DRAWN.map(key => [key, state[key]]));
      shownViewports(this.runtime.services).forEach(({ id }) => this.draw(id));
    }
  }

  private draw(viewportId: string): void {
    const { services } = this.runtime;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    if (!viewport?.worldToCanvas) {
      return;
    }
    this.listen(viewport);
    const plane = planeShown(this.runtime, viewport);
    const shownStudy = studyShownIn(services, viewportId);
    const to: Drawing = point => viewport.worldToCanvas!(point);
    drawOver(
      viewport.element,
      plane && shownStudy ? this.shapes(viewport, plane, shownStudy, to) : []
    );
  }

  private shapes(viewport: Viewport, plane: Plane, shownStudy: string, to: Drawing): Shape[] {
    const { study, prior, overlays } = this.store.get();
    const own = study?.studyInstanceUID === shownStudy ? study : null;
    const discs = own?.levels ?? (prior?.studyInstanceUID === shownStudy ? prior.levels : []);
    const doubt = own !== null && hasNamingDoubt(own);
    return [
      ...(own && isSeen(overlays, 'findings')
        ? [
            ...this.heat(viewport, plane, to),
            ...this.lengths(own, plane, to),
            ...this.findings(viewport, own, plane, to),
          ]
        : []),
      ...(isSeen(overlays, 'names') ? this.names(viewport, plane, discs, doubt, to) : []),
    ];
  }

  private names(
    { element }: Viewport,
    plane: Plane,
    discs: readonly NamedDisc[],
    doubt: boolean,
    to: Drawing
  ): Shape[] {
    const { selected } = this.store.get();
    const names = namesOn(plane, discs, doubt);
    const weight = (level: string | null) => (level === selected?.level ? 700 : 500);
    if (names.kind === 'across') {
      const place = [element.clientWidth / 2, element.clientHeight - 14] as const;
      return [
        word(names.text, place, {
          'text-anchor': 'middle',
          'font-size': 15,
          'font-weight': weight(names.level),
          'data-cy': 'deepspine-level-crossed',
        }),
      ];
    }
    return names.marks.map(({ level, text, point }) =>
      word(text, endingAt(to(point), text), {
        'text-anchor': 'end',
        'dominant-baseline': 'middle',
        'font-weight': weight(level),
        'data-cy': `deepspine-name-${level}`,
      })
    );
  }

  private findings(viewport: Viewport, study: GradedStudy, plane: Plane, to: Drawing): Shape[] {
    const { annotate, configuration, selected } = this.store.get();
    const carries = this.carriesMeasurements(viewport, study);
    return allFindings(study)
      .filter(
        finding =>
          isShown(finding) &&
          configuration.conditions.includes(finding.condition) &&
          isDrawn(finding, annotate ?? configuration.annotate, selected?.level ?? null) &&
          Math.abs(distanceTo(plane, finding.point)) <= NEAR_MM
      )
      .flatMap(finding => {
        const [x, y] = to(onPlane(plane, finding.point));
        const chosen =
          finding.level === selected?.level && finding.condition === selected.condition;
        const meant =
          this.pointer?.id === viewport.id &&
          Math.hypot(this.pointer.x - x, this.pointer.y - y) < MEANT_PX;
        const circle: Shape = {
          tag: 'circle',
          attributes: {
            ...CIRCLE,
            ...(finding.unsure ? { 'stroke-dasharray': '2 2' } : {}),
            cx: x,
            cy: y,
          },
        };
        return [
          // The viewer draws its own on the series that the measurements stand on.
          ...(carries ? [] : [circle]),
          ...(chosen || meant
            ? [
                word(
                  shortLabel(finding),
                  besidePoint(shortLabel(finding), [x, y], viewport.element),
                  {
                    'font-size': 12,
                    'data-cy': `deepspine-mark-${finding.level}-${finding.condition}`,
                  }
                ),
              ]
            : []),
        ];
      });
  }

  private lengths(study: GradedStudy, plane: Plane, to: Drawing): Shape[] {
    const { selected } = this.store.get();
    const level = study.levels.find(one => one.level === selected?.level);
    const onImage = (point: Vec3) => Math.abs(distanceTo(plane, point)) <= NEAR_MM;
    return (level ? measuredOf(level) : [])
      .filter(({ lengths }) => lengths.every(({ from, to: end }) => onImage(from) && onImage(end)))
      .flatMap(({ name, lengths, words, text }) => {
        const ends = lengths.map(({ from, to: end }) =>
          [from, end].map(point => to(onPlane(plane, point)))
        );
        const lines = ends.map(([start, end]): Shape => {
          const [[x1, y1], [x2, y2]] = [start!, end!];
          const attributes = { ...LINE, x1, y1, x2, y2, 'data-cy': `deepspine-length-${name}` };
          return { tag: 'line', attributes };
        });
        const [start, end] = ends[0]!;
        const place = words
          ? endingAt(to(onPlane(plane, words)), text)
          : ([Math.max(start![0], end![0]) + 6, (start![1] + end![1]) / 2 + 16] as const);
        const anchor = words ? 'end' : 'start';
        return [
          ...lines,
          word(text, place, { 'text-anchor': anchor, 'font-size': 12, fill: '#7fe0ff' }),
        ];
      });
  }

  /** What drove the chosen finding's grade, on the images that the model saw it on: where they pass its volume. */
  private heat(viewport: Viewport, plane: Plane, to: Drawing): Shape[] {
    const { explanation } = this.store.get();
    if (explanation?.kind !== 'ready' || explanation.explanation.atFinding === null) {
      return [];
    }
    const { volumes } = explanation.explanation;
    const strongest = strongestFall(volumes);
    return volumes
      .filter(volume => this.showsSequence(viewport, volume.kind) && isOnVolume(plane, volume))
      .flatMap(volume =>
        HEAT_SHARES.flatMap((share, i): Shape[] => {
          const { fill, border } = this.region(volume, strongest, share);
          const line = (points: readonly Vec3[]) =>
            points
              .map(point =>
                to(onPlane(plane, point))
                  .map(x => x.toFixed(1))
                  .join(' ')
              )
              .join('L');
          const filled = fill.map(corners => `M${line(corners)}Z`).join('');
          const edge = border.map(ends => `M${line(ends)}`).join('');
          const name = `deepspine-heat-${volume.kind}`;
          return fill.length === 0
            ? []
            : [
                { tag: 'path', attributes: { ...HEAT, d: filled } },
                ...(i === 0
                  ? [
                      {
                        tag: 'path' as const,
                        attributes: { ...HEAT_BORDER, d: edge, 'data-cy': name },
                      },
                    ]
                  : []),
              ];
        })
      );
  }

  /** Every turn of the wheel draws it anew. */
  private region(volume: ExplainedVolume, strongest: number, share: number): HeatRegion {
    const known = this.regions.get(volume) ?? new Map<number, HeatRegion>();
    this.regions.set(volume, known);
    const region = known.get(share) ?? heatRegion(volume, strongest, share);
    known.set(share, region);
    return region;
  }

  /** A map of the T1 lies on T1 images, and none of the others does. */
  private showsSequence({ id }: Viewport, kind: VolumeKind): boolean {
    const shown = this.displaySetIn(id);
    const isT1 = shown !== undefined && displaySetRole(shown) === 'sagT1';
    return isT1 === (kind === 'sagittalT1');
  }

  private displaySetIn(viewportId: string): DisplaySet | undefined {
    const { viewportGridService, displaySetService } = this.runtime.services;
    const { viewports } = viewportGridService.getState();
    const [uid] = viewports.get(viewportId)?.displaySetInstanceUIDs ?? [];
    return uid ? displaySetService.getDisplaySetByUID(uid) : undefined;
  }

  private carriesMeasurements({ id }: Viewport, { sagittalSeriesUID }: GradedStudy): boolean {
    return this.displaySetIn(id)?.SeriesInstanceUID === sagittalSeriesUID;
  }

  /** A finding's label comes up where the pointer is over its circle, without taking the pointer from the tools. */
  private listen({ id, element }: Viewport): void {
    if (this.listened.has(element)) {
      return;
    }
    const moved = (event: PointerEvent) => {
      const { left, top } = element.getBoundingClientRect();
      this.pointer = { id, x: event.clientX - left, y: event.clientY - top };
      this.draw(id);
    };
    const left = () => {
      this.pointer = null;
      this.draw(id);
    };
    element.addEventListener('pointermove', moved);
    element.addEventListener('pointerleave', left);
    this.listened.set(element, () => {
      element.removeEventListener('pointermove', moved);
      element.removeEventListener('pointerleave', left);
    });
  }
}

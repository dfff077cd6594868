import type { LengthMeasurement } from '../../analysis/types';
import { SLIP_ERROR_MM, type Condition, type Finding, type Vec3 } from '../../findings';
import { along } from '../../imaging/vec3';
import type { Runtime, Viewport } from '../host/ohif';
import type { Store } from '../host/store';
import { placeImages } from '../images/planes';
import { hasNamingDoubt } from '../study/naming';
import { isSeen } from '../study/overlays';
import { allFindings, type GradedStudy, type SessionState } from '../study/state';
import { shownViewports, studyShownIn } from '../viewports/navigation';
import { WatchedStacks } from '../viewports/watchedStacks';
import { isDrawn } from './drawnFindings';
import { BEFORE_MM, distanceTo, namesOn, onPlane, type NamedDisc, type Plane } from './levelNames';
import { isShown } from './measurements';
import { drawOver, word, type Shape } from './svgLayer';

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
const DRAWN = ['study', 'prior', 'selected', 'overlays', 'annotate'] as const;

type Drawing = (point: Vec3) => readonly [number, number];

/** The plane that a viewport shows; null where it cannot be known. */
function planeOf({ cornerstone }: Runtime, viewport: Viewport): Plane | null {
  const camera = viewport.getCamera?.();
  const imageId = viewport.type === 'stack' ? viewport.getCurrentImageId?.() : undefined;
  const [placed] = imageId ? placeImages(cornerstone, [imageId]) : [];
  const normal = camera?.viewPlaneNormal;
  const point = placed?.slice.position ?? (viewport.type === 'stack' ? null : camera?.focalPoint);
  return normal && point ? { point, normal: [normal[0], normal[1], normal[2]] } : null;
}

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
    const plane = planeOf(this.runtime, viewport);
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
        ? [...this.lengths(own, plane, to), ...this.findings(viewport, own, plane, to)]
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
      word(text, to(point), {
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
          ? to(onPlane(plane, words))
          : ([Math.max(start![0], end![0]) + 6, (start![1] + end![1]) / 2 + 16] as const);
        const anchor = words ? 'end' : 'start';
        return [
          ...lines,
          word(text, place, { 'text-anchor': anchor, 'font-size': 12, fill: '#7fe0ff' }),
        ];
      });
  }

  private carriesMeasurements({ id }: Viewport, { sagittalSeriesUID }: GradedStudy): boolean {
    const { viewportGridService, displaySetService } = this.runtime.services;
    const [uid] = viewportGridService.getState().viewports.get(id)?.displaySetInstanceUIDs ?? [];
    const shown = uid ? displaySetService.getDisplaySetByUID(uid) : undefined;
    return shown?.SeriesInstanceUID === sagittalSeriesUID;
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

import type { Condition, Finding } from '../../../findings';
import type { Shape } from '../../host/svgLayer';
import { onPlane } from '../../study/levelNames';
import type { Cell, GradedStudy } from '../../study/state';
import { isNear, type MarkedImage } from './markedImage';
import { wordsBeside } from './words';

const CIRCLE = { fill: 'none', stroke: '#ffe650', 'stroke-width': 1.5 };
/** Radius of a circle, of the height of words. */
const RADIUS = 0.46;
/** A circle is meant that the pointer is nearer to than this, CSS pixels. */
const MEANT_PX = 9;

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

export interface FindingMarkOptions {
  readonly selected: Cell | null;
  /** Where the pointer is on the picture, CSS pixels; null: elsewhere. */
  readonly pointer: { readonly x: number; readonly y: number } | null;
  /** The viewer draws its own circles on the series that the measurements are on. */
  readonly hasCircles: boolean;
}

/** A circle for each finding that the image passes, with its name where it is chosen or pointed at. */
export function findingMarks(
  image: MarkedImage,
  { levels }: Pick<GradedStudy, 'levels'>,
  findings: readonly Finding[],
  { selected, pointer, hasCircles }: FindingMarkOptions
): readonly Shape[] {
  const { plane, to, letters } = image;
  const r = letters * RADIUS;
  return findings
    .filter(({ point }) => isNear(image, point))
    .flatMap((finding): readonly Shape[] => {
      const [x, y] = to(onPlane(plane, finding.point));
      const { level, condition, unsure } = finding;
      const isChosen = level === selected?.level && condition === selected.condition;
      const isMeant = pointer !== null && Math.hypot(pointer.x - x, pointer.y - y) < MEANT_PX;
      const frame = levels.find(one => one.level === level)?.frame;
      const dashes: Shape['attributes'] = unsure ? { 'stroke-dasharray': '2 2' } : {};
      return [
        ...(hasCircles
          ? []
          : [{ tag: 'circle' as const, attributes: { ...CIRCLE, ...dashes, r, cx: x, cy: y } }]),
        ...(frame && (isChosen || isMeant)
          ? wordsBeside(image, frame, [x, y], shortLabel(finding), r, {
              'data-cy': `deepspine-mark-${level}-${condition}`,
            })
          : []),
      ];
    });
}

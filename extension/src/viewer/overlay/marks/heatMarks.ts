import type { Explanation, ExplainedVolume } from '../../../analysis/grade/occlusion';
import type { Vec3 } from '../../../findings';
import { cross, dot, unit } from '../../../imaging/vec3';
import type { Shape } from '../../host/svgLayer';
import { distanceTo, onPlane, type Plane } from '../../study/levelNames';
import { NEARLY_PARALLEL } from '../../viewports/watchedStacks';
import { heatRegion, type HeatRegion } from '../heatRegion';
import { NEAR_MM, type MarkedImage } from './markedImage';

/** Of the largest fall: the region that is outlined and tinted, and the one within it that is tinted once more. */
const SHARES = [0.5, 0.8] as const;
const HEAT = { fill: '#ff9a3c', 'fill-opacity': 0.22 };
const BORDER = { fill: 'none', stroke: '#ffe650', 'stroke-width': 1.5 };

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

/** What drove a grade, on the images that the model saw it on: where they pass its volume. */
export class HeatMarks {
  private readonly regions = new WeakMap<ExplainedVolume, Map<number, HeatRegion>>();

  /** @param isT1 whether the image is of the T1: a map of the T1 lies on it, and none of the others does */
  of(
    { plane, to }: MarkedImage,
    { atFinding, volumes }: Explanation,
    isT1: boolean
  ): readonly Shape[] {
    if (atFinding === null) {
      return [];
    }
    const strongest = strongestFall(volumes);
    const line = (points: readonly Vec3[]) =>
      points
        .map(point =>
          to(onPlane(plane, point))
            .map(x => x.toFixed(1))
            .join(' ')
        )
        .join('L');
    return volumes
      .filter(volume => isT1 === (volume.kind === 'sagittalT1') && isOnVolume(plane, volume))
      .flatMap(volume =>
        SHARES.flatMap((share, i): readonly Shape[] => {
          const { fill, border } = this.region(volume, strongest, share);
          if (fill.length === 0) {
            return [];
          }
          const filled = fill.map(corners => `M${line(corners)}Z`).join('');
          const edge = border.map(ends => `M${line(ends)}`).join('');
          const name = `deepspine-heat-${volume.kind}`;
          const outline = { ...BORDER, d: edge, 'data-cy': name };
          return [
            { tag: 'path', attributes: { ...HEAT, d: filled } },
            ...(i === 0 ? [{ tag: 'path' as const, attributes: outline }] : []),
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
}

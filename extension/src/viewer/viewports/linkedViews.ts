import type { Vec3 } from '../../findings';
import { sliceNormal } from '../../imaging/geometry';
import type { Slice } from '../../imaging/types';
import { add, dot, scale, sub } from '../../imaging/vec3';
import { studyShownIn } from './navigation';
import type { Camera, Runtime, Viewport } from '../host/ohif';
import { imageShown } from './planeShown';
import { NEARLY_PARALLEL, WatchedStacks } from './watchedStacks';

/** Smaller differences are rounding, mm. */
const EPSILON_MM = 1e-3;

/** Cornerstone's event of a viewport that was zoomed, panned or scrolled. */
const CAMERA_MODIFIED = 'CORNERSTONE_CAMERA_MODIFIED';

/**
 * The camera that shows of a target what another camera shows of its own study: the same scale in mm per
 * pixel, and the corresponding point in the middle. Depth stays the target's own, scrolling is linked
 * elsewhere. Null where the planes differ, or where nothing has to change.
 * @param shift from the source's patient coordinates to the target's, mm
 */
export function correspondingCamera(source: Camera, target: Camera, shift: Vec3): Camera | null {
  const normal = target.viewPlaneNormal;
  if (Math.abs(dot(source.viewPlaneNormal, normal)) < NEARLY_PARALLEL) {
    return null;
  }
  const wanted = sub(add(source.focalPoint, shift), target.focalPoint);
  const inPlane = sub(wanted, scale(normal, dot(wanted, normal)));
  const zoom = Math.abs(source.parallelScale - target.parallelScale);
  if (zoom < EPSILON_MM && Math.hypot(...inPlane) < EPSILON_MM) {
    return null;
  }
  return {
    ...target,
    parallelScale: source.parallelScale,
    focalPoint: add(target.focalPoint, inPlane),
    position: add(target.position, inPlane),
  };
}

/**
 * Whether a camera looks at an image. Before a stack has its first one, it looks along some axis from some distance;
 * the viewer takes a change of that for a zoom, and shows the image that comes as a dot.
 */
export const looksAt = (
  { viewPlaneNormal }: Pick<Camera, 'viewPlaneNormal'>,
  image: Pick<Slice, 'rowDirection' | 'columnDirection'>
): boolean => Math.abs(dot(viewPlaneNormal, sliceNormal(image))) >= NEARLY_PARALLEL;

/**
 * Zooms and pans parallel images together, T1 with T2 and those of the prior with today's, so that sizes can be
 * compared by eye. The scale is that of the patient: the viewer's own zoom is relative to each image's field of view.
 */
export class LinkedViews {
  private readonly stacks: WatchedStacks;
  /** True while cameras are moved from here, whose events are not a person's. */
  private following = false;

  constructor(
    private readonly runtime: Runtime,
    /** From one study's patient coordinates to another's, mm; null where that is not known. */
    private readonly shiftBetween: (fromStudy: string, toStudy: string) => Vec3 | null
  ) {
    this.stacks = new WatchedStacks(runtime, CAMERA_MODIFIED, id => this.follow(id));
  }

  dispose(): void {
    this.stacks.dispose();
  }

  /** Brings all images to the scale and place of the first ones of this study that they are parallel to. */
  align(studyInstanceUID: string): void {
    const own = this.stacks
      .all()
      .filter(({ id }) => studyShownIn(this.runtime.services, id) === studyInstanceUID);
    // The first comes last: where two of the study are parallel, it leads.
    [...own].reverse().forEach(({ id }) => this.follow(id));
  }

  private isReady(viewport: Viewport): boolean {
    const image = imageShown(this.runtime, viewport);
    const camera = viewport.getCamera?.();
    return (
      image !== undefined &&
      camera !== undefined &&
      viewport.getActors?.().length !== 0 &&
      looksAt(camera, image.slice)
    );
  }

  private follow(viewportId: string): void {
    const { services } = this.runtime;
    const source = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    const study = studyShownIn(services, viewportId);
    if (this.following || !source?.getCamera || !study || !this.isReady(source)) {
      return;
    }
    this.following = true;
    try {
      for (const target of this.stacks.all()) {
        const other = studyShownIn(services, target.id);
        const shift = other && target.id !== viewportId ? this.shiftBetween(study, other) : null;
        const camera =
          shift &&
          target.getCamera &&
          this.isReady(target) &&
          correspondingCamera(source.getCamera(), target.getCamera(), shift);
        if (camera) {
          target.setCamera?.(camera);
          target.render();
        }
      }
    } finally {
      this.following = false;
    }
  }
}

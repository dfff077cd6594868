import type { Vec3 } from '../findings';
import { sliceNormal } from '../imaging/geometry';
import { add, along, dot } from '../imaging/vec3';
import type { Runtime, Subscription, Viewport } from './ohif';
import { nearestImage, placeImages, type PlacedImage } from './planes';

/** cos 20°: planes that are tilted less against each other are scrolled together. */
const PARALLEL = 0.94;

/** Cornerstone's event of a stack that shows another image. */
const NEW_IMAGE = 'CORNERSTONE_STACK_NEW_IMAGE';

/** The point of a slice that stands for it, its centre (LPS, mm). */
function centerOf({ slice }: PlacedImage): Vec3 {
  const { position, rowDirection, columnDirection, rows, columns } = slice;
  return along(
    along(position, rowDirection, ((columns - 1) / 2) * slice.columnSpacing),
    columnDirection,
    ((rows - 1) / 2) * slice.rowSpacing
  );
}

/**
 * The image of a stack that corresponds to one of another series: the one at its centre's place along
 * the normal, where the two are nearly parallel; null where they are not.
 * @param shift from the source's patient coordinates to the target's, mm; other studies have another
 */
export function correspondingImage(
  source: PlacedImage,
  target: readonly PlacedImage[],
  shift: Vec3 = [0, 0, 0]
): string | null {
  const first = target[0];
  if (!first) {
    return null;
  }
  const cosine = Math.abs(dot(sliceNormal(source.slice), sliceNormal(first.slice)));
  if (cosine < PARALLEL) {
    return null;
  }
  return nearestImage(target, add(centerOf(source), shift))?.imageId ?? null;
}

/**
 * Scrolls parallel stacks together: sagittal T1 with sagittal T2, the prior with the current study. By
 * patient coordinates, never by index; another study is aligned by `shiftBetween`.
 */
export class LinkedScrolling {
  private readonly subscription: Subscription;
  private readonly watched = new Map<HTMLDivElement, () => void>();
  /** Images that were brought up from here, whose events are not a person's. */
  private readonly expected = new Map<string, string>();

  constructor(
    private readonly runtime: Runtime,
    /** From one study's patient coordinates to another's, mm; null where that is not known. */
    private readonly shiftBetween: (fromStudy: string, toStudy: string) => Vec3 | null
  ) {
    const { cornerstoneViewportService } = runtime.services;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    this.subscription = cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () =>
      this.watchAll()
    );
  }

  dispose(): void {
    this.subscription.unsubscribe();
    this.watched.forEach(stop => stop());
    this.watched.clear();
  }

  private stacks(): Viewport[] {
    const { viewportGridService, cornerstoneViewportService } = this.runtime.services;
    return [...viewportGridService.getState().viewports.keys()].flatMap(id => {
      const viewport = cornerstoneViewportService.getCornerstoneViewport(id);
      return viewport?.type === 'stack' ? [viewport] : [];
    });
  }

  private watchAll(): void {
    const present = new Set<HTMLDivElement>();
    for (const { id, element } of this.stacks()) {
      present.add(element);
      if (!this.watched.has(element)) {
        const listener = (event: Event) =>
          void this.follow(id, (event as CustomEvent<{ imageId: string }>).detail.imageId);
        element.addEventListener(NEW_IMAGE, listener);
        this.watched.set(element, () => element.removeEventListener(NEW_IMAGE, listener));
      }
    }
    for (const [element, stop] of this.watched) {
      if (!present.has(element)) {
        stop();
        this.watched.delete(element);
      }
    }
  }

  private studyOf(viewportId: string): string | undefined {
    const { viewportGridService, displaySetService } = this.runtime.services;
    const uid = viewportGridService.getState().viewports.get(viewportId)
      ?.displaySetInstanceUIDs?.[0];
    return uid ? displaySetService.getDisplaySetByUID(uid)?.StudyInstanceUID : undefined;
  }

  private async follow(viewportId: string, imageId: string): Promise<void> {
    if (this.expected.get(viewportId) === imageId) {
      return;
    }
    const { cornerstone } = this.runtime;
    const [source] = placeImages(cornerstone, [imageId]);
    const study = this.studyOf(viewportId);
    if (!source || !study) {
      return;
    }
    for (const target of this.stacks().filter(({ id }) => id !== viewportId)) {
      const imageIds = target.getImageIds?.() ?? [];
      const targetStudy = this.studyOf(target.id);
      const shift = targetStudy ? this.shiftBetween(study, targetStudy) : null;
      const wanted = shift && correspondingImage(source, placeImages(cornerstone, imageIds), shift);
      if (wanted && wanted !== target.getCurrentImageId?.()) {
        this.expected.set(target.id, wanted);
        const imageIndex = imageIds.indexOf(wanted);
        await cornerstone.utilities.jumpToSlice(target.element, { imageIndex });
        this.expected.delete(target.id);
      }
    }
  }
}

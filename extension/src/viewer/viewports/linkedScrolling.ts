import type { Vec3 } from '../../findings';
import { sliceNormal } from '../../imaging/geometry';
import { add, along, dot } from '../../imaging/vec3';
import { studyShownIn } from './navigation';
import type { Runtime } from '../host/ohif';
import { nearestImage, placeImages, type PlacedImage } from '../images/planes';
import { NEARLY_PARALLEL, WatchedStacks } from './watchedStacks';

/** Cornerstone's event of a stack that shows another image. */
const NEW_IMAGE = 'CORNERSTONE_STACK_NEW_IMAGE';

/** The point of a slice that stands for it, its center (LPS, mm). */
function centerOf({ slice }: PlacedImage): Vec3 {
  const { position, rowDirection, columnDirection, rows, columns } = slice;
  return along(
    along(position, rowDirection, ((columns - 1) / 2) * slice.columnSpacing),
    columnDirection,
    ((rows - 1) / 2) * slice.rowSpacing
  );
}

/**
 * The image of a stack that corresponds to one of another series: the one at its center's place along
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
  if (cosine < NEARLY_PARALLEL) {
    return null;
  }
  return nearestImage(target, add(centerOf(source), shift))?.imageId ?? null;
}

/**
 * Scrolls parallel stacks together: sagittal T1 with sagittal T2, the prior with the current study. By
 * patient coordinates, never by index; another study is aligned by `shiftBetween`.
 */
export class LinkedScrolling {
  private readonly stacks: WatchedStacks;
  /** Images that were brought up from here, whose events are not a person's. */
  private readonly expected = new Map<string, string>();

  constructor(
    private readonly runtime: Runtime,
    /** From one study's patient coordinates to another's, mm; null where that is not known. */
    private readonly shiftBetween: (fromStudy: string, toStudy: string) => Vec3 | null
  ) {
    this.stacks = new WatchedStacks(
      runtime,
      NEW_IMAGE,
      (id, event) =>
        void this.follow(id, (event as CustomEvent<{ imageId: string }>).detail.imageId)
    );
  }

  dispose(): void {
    this.stacks.dispose();
  }

  private async follow(viewportId: string, imageId: string): Promise<void> {
    if (this.expected.get(viewportId) === imageId) {
      return;
    }
    const { cornerstone, services } = this.runtime;
    const [source] = placeImages(cornerstone, [imageId]);
    const study = studyShownIn(services, viewportId);
    if (!source || !study) {
      return;
    }
    for (const target of this.stacks.all().filter(({ id }) => id !== viewportId)) {
      const imageIds = target.getImageIds?.() ?? [];
      const targetStudy = studyShownIn(services, target.id);
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

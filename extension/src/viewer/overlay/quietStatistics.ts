import type { Runtime, Subscription } from '../host/ohif';

const NO_STATISTICS = 'panelSegmentation.disableUpdateSegmentationStats';

/**
 * Keeps the viewer from measuring our segmentations. It measures every segment a second after the last change of any
 * segmentation, for which it copies all of its slices, and draws it twice more; nobody asked for volumes and mean
 * signals of vertebrae. Those of segmentations that a person draws are measured as ever.
 */
export function quietStatistics(
  { services }: Pick<Runtime, 'services'>,
  isOurs: (segmentationId: string) => boolean
): Subscription {
  const { segmentationService, customizationService } = services;
  let quiet = false;
  const set = (wanted: boolean) => {
    if (wanted === quiet || (wanted && customizationService.getCustomization?.(NO_STATISTICS))) {
      return;
    }
    quiet = wanted;
    customizationService.setCustomizations?.({ [NO_STATISTICS]: { $set: wanted } });
  };
  const subscription = segmentationService.subscribe(
    segmentationService.EVENTS.SEGMENTATION_DATA_MODIFIED,
    // Of several changes within that second the viewer measures the last one: so does this.
    ({ segmentationId }: { readonly segmentationId: string }) => set(isOurs(segmentationId))
  );
  return {
    unsubscribe() {
      subscription.unsubscribe();
      set(false);
    },
  };
}

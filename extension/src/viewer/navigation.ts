import type { Vec3 } from '../findings';
import type { Cornerstone, Services, Viewport } from './ohif';
import { nearestImage, placeImages } from './planes';

/**
 * Brings every viewport of the layout to the image nearest to a patient-space point (LPS, mm):
 * stacks by slice, volume viewports by their focal point. Series are related by patient coordinates,
 * since real studies carry another frame of reference per series.
 */
export async function goTo(
  services: Services,
  cornerstone: Cornerstone,
  point: Vec3
): Promise<void> {
  await Promise.all(
    shownViewports(services).map(async viewport => {
      if (viewport.type !== 'stack') {
        viewport.jumpToWorld?.(point);
        return;
      }
      const nearest = nearestImage(placeImages(cornerstone, viewport.getImageIds?.() ?? []), point);
      if (nearest && nearest.imageId !== viewport.getCurrentImageId?.()) {
        const index = viewport.getImageIds!().indexOf(nearest.imageId);
        await cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex: index });
      }
    })
  );
}

function shownViewports({ viewportGridService, cornerstoneViewportService }: Services): Viewport[] {
  return [...viewportGridService.getState().viewports.keys()].flatMap(
    id => cornerstoneViewportService.getCornerstoneViewport(id) ?? []
  );
}

/** Ids of the viewports that show a display set. */
export function viewportsShowing(
  { viewportGridService }: Services,
  displaySetUID: string
): string[] {
  return [...viewportGridService.getState().viewports.values()]
    .filter(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.includes(displaySetUID))
    .map(({ viewportId }) => viewportId);
}

import type { Vec3 } from '../../findings';
import { isOnSlice, patientToPixel } from '../../imaging/geometry';
import type { DisplaySet, Runtime } from '../host/ohif';
import { placeImages, type PlacedImage } from './planes';
import { displaySetRole } from './seriesAttributes';

/** An axial image further away than this does not show the disc, mm. */
const SERVES_MM = 8;
/** The viewer has this long to put another series on the screen, ms. */
const PATIENCE_MS = 5000;

/** How far the nearest image on which a point lies is away from it, mm; Infinity where there is none. */
export function reach(images: readonly PlacedImage[], point: Vec3): number {
  const distances = images.flatMap(({ slice }) => {
    const { column, row, distance } = patientToPixel(slice, point);
    return isOnSlice(slice, column, row) ? [Math.abs(distance)] : [];
  });
  return Math.min(...distances, Infinity);
}

/**
 * Where the axial images come as one series per disc: puts the one that shows a point (LPS, mm) into an
 * axial viewport that does not show it. Other viewports, and studies with one stack, stay as they are.
 */
export async function showServingSeries(
  runtime: Runtime,
  viewportId: string,
  point: Vec3
): Promise<void> {
  const { services, cornerstone, commandsManager } = runtime;
  const { viewportGridService, displaySetService } = services;
  const uid = viewportGridService.getState().viewports.get(viewportId)?.displaySetInstanceUIDs?.[0];
  const shown = uid ? displaySetService.getDisplaySetByUID(uid) : undefined;
  if (!shown || displaySetRole(shown) !== 'axT2') {
    return;
  }
  const reachOf = (displaySet: DisplaySet) => {
    const imageIds = runtime.dataSource().getImageIdsForDisplaySet(displaySet);
    return reach(placeImages(cornerstone, imageIds), point);
  };
  if (reachOf(shown) <= SERVES_MM) {
    return;
  }
  const [best] = displaySetService
    .getActiveDisplaySets()
    .filter(ds => ds.StudyInstanceUID === shown.StudyInstanceUID && displaySetRole(ds) === 'axT2')
    .map(displaySet => ({ displaySet, distance: reachOf(displaySet) }))
    .sort((a, b) => a.distance - b.distance);
  if (!best || best.displaySet === shown || best.distance > SERVES_MM) {
    return;
  }
  const arrived = dataArrives(runtime, viewportId);
  commandsManager.run('setDisplaySetsForViewports', {
    viewportsToUpdate: [
      { viewportId, displaySetInstanceUIDs: [best.displaySet.displaySetInstanceUID] },
    ],
  });
  await arrived;
}

function dataArrives({ services }: Runtime, viewportId: string): Promise<void> {
  const { cornerstoneViewportService } = services;
  const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
  return new Promise(resolve => {
    const subscription = cornerstoneViewportService.subscribe<{ viewportId: string }>(
      VIEWPORT_DATA_CHANGED,
      event => event.viewportId === viewportId && done()
    );
    const timer = setTimeout(done, PATIENCE_MS);
    function done() {
      clearTimeout(timer);
      subscription.unsubscribe();
      resolve();
    }
  });
}

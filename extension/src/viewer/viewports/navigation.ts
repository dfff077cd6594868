import type { DiscFrame } from '../../analysis/levelResult';
import type { Vec3 } from '../../findings';
import { add, along, dot, scale, sub } from '../../imaging/vec3';
import { showServingSeries } from '../images/axialSeries';
import { DISC_VIEWPORT } from './hangingProtocol';
import type { Camera, Runtime, Services, Viewport } from '../host/ohif';
import { nearestImage, ofOnePicture, placeImages } from '../images/planes';

/** Half the height of the disc's own view, mm: the disc, the canal and the facets. */
const DISC_VIEW_MM = 55;

/** Half the height that is shown around a chosen disc, mm: along the spine its neighbors, across it the muscles. */
const ALONG_VIEW_MM = 80;
const ACROSS_VIEW_MM = 60;
/** Half the width along the spine that is shown at least, mm: the disc's name before it, and the processes behind. */
const ALONG_WIDTH_MM = 60;
/** On images across the spine the middle lies so far behind the disc's center, mm: in the canal's front. */
const BEHIND_MM = 15;
/** cos 45°: a plane belongs to the axis that its normal is nearer to. */
const NEARER = Math.SQRT1_2;

/** Where the viewports are to go. */
export interface Destination {
  /** The point in a study's patient coordinates (LPS, mm); null in studies where it is not known. */
  readonly pointIn: (studyInstanceUID: string) => Vec3 | null;
  /** The disc's frame, in the study that is being read. */
  readonly frame: DiscFrame;
  readonly studyInstanceUID: string;
}

/**
 * Brings every viewport of the layout to the image nearest to a point: stacks by slice and zoom, the disc's view
 * by turning it into the disc's plane, other volume viewports by their focal point. Series are related
 * by patient coordinates, since real studies carry another frame of reference per series.
 */
export async function goTo(runtime: Runtime, destination: Destination): Promise<void> {
  await Promise.all(
    shownViewports(runtime.services).map(async viewport => {
      const study = studyShownIn(runtime.services, viewport.id);
      const point = study ? destination.pointIn(study) : null;
      if (!point) {
        return;
      }
      if (viewport.id === DISC_VIEWPORT && study === destination.studyInstanceUID) {
        alignToDisc(viewport, destination.frame);
      } else if (viewport.type !== 'stack') {
        viewport.jumpToWorld?.(point);
      } else {
        await showServingSeries(runtime, viewport.id, point);
        await scrollTo(runtime, viewport.id, point);
        if (study === destination.studyInstanceUID) {
          zoomTo(runtime, viewport.id, destination.frame);
        }
      }
    })
  );
}

/**
 * Turns a volume viewport into a disc's plane, seen from the feet with the front up, as axial images
 * are: the patient's right is on the left.
 */
export function alignToDisc(viewport: Viewport, { center, normal, anterior }: DiscFrame): void {
  viewport.setOrientation?.({ viewPlaneNormal: scale(normal, -1), viewUp: anterior });
  viewport.jumpToWorld?.(center);
  viewport.setCamera?.({ parallelScale: DISC_VIEW_MM });
  viewport.render();
}

async function scrollTo({ services, cornerstone }: Runtime, id: string, point: Vec3) {
  const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
  const imageIds = viewport?.getImageIds?.() ?? [];
  const nearest = nearestImage(ofOnePicture(placeImages(cornerstone, imageIds)), point);
  if (viewport && nearest && nearest.imageId !== viewport.getCurrentImageId?.()) {
    const imageIndex = imageIds.indexOf(nearest.imageId);
    await cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex });
  }
}

/**
 * The camera with a disc in the middle, and near enough; who has zoomed in further stays there.
 * @param frame of the disc in the image's patient coordinates
 * @param aspect width of the picture over its height
 */
export function zoomed(camera: Camera, frame: DiscFrame, aspect: number): Camera {
  const { viewPlaneNormal: normal, focalPoint, position, parallelScale } = camera;
  const isAcross = Math.abs(dot(normal, frame.normal)) >= NEARER;
  const middle = isAcross ? along(frame.center, frame.anterior, -BEHIND_MM) : frame.center;
  const wanted = sub(middle, focalPoint);
  const scaleWanted = isAcross ? ACROSS_VIEW_MM : Math.max(ALONG_VIEW_MM, ALONG_WIDTH_MM / aspect);
  // The depth is the image's own.
  const inPlane = sub(wanted, scale(normal, dot(wanted, normal)));
  return {
    ...camera,
    parallelScale: Math.min(parallelScale, scaleWanted),
    focalPoint: add(focalPoint, inPlane),
    position: add(position, inPlane),
  };
}

function zoomTo({ services }: Runtime, id: string, frame: DiscFrame): void {
  const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
  const camera = viewport?.getCamera?.();
  if (viewport && camera) {
    const { clientWidth, clientHeight } = viewport.element;
    viewport.setCamera?.(zoomed(camera, frame, clientWidth / Math.max(1, clientHeight)));
    viewport.render();
  }
}

/** The study that a viewport shows. */
export function studyShownIn(
  { viewportGridService, displaySetService }: Services,
  viewportId: string
): string | undefined {
  const { viewports } = viewportGridService.getState();
  const uid = viewports.get(viewportId)?.displaySetInstanceUIDs?.[0];
  return uid ? displaySetService.getDisplaySetByUID(uid)?.StudyInstanceUID : undefined;
}

export function shownViewports({
  viewportGridService,
  cornerstoneViewportService,
}: Services): Viewport[] {
  return [...viewportGridService.getState().viewports.keys()].flatMap(
    id => cornerstoneViewportService.getCornerstoneViewport(id) ?? []
  );
}

/** Ids of the viewports that show a display set. */
export function viewportsShowing(
  { viewportGridService }: Services,
  displaySetUIDs: readonly string[]
): string[] {
  return [...viewportGridService.getState().viewports.values()]
    .filter(shown => shown.displaySetInstanceUIDs?.some(uid => displaySetUIDs.includes(uid)))
    .map(({ viewportId }) => viewportId);
}

import type { ViewerPage } from './viewerPage';

type Point = readonly [number, number, number];

/** Per series that a viewport shows: where its image's first pixel lies (LPS, mm). */
export async function shownPositions(viewer: ViewerPage): Promise<Map<string, Point>> {
  const images = await viewer.shownImages();
  const positions = await viewer.page.evaluate(
    ids =>
      ids.map(id => {
        const { cornerstone } = window as unknown as {
          cornerstone: {
            metaData: { get(t: string, id: string): { imagePositionPatient: number[] } };
          };
        };
        return [...cornerstone.metaData.get('imagePlaneModule', id).imagePositionPatient];
      }),
    images.map(({ imageId }) => imageId)
  );
  return new Map(images.map(({ series }, i) => [series, positions[i] as unknown as Point]));
}

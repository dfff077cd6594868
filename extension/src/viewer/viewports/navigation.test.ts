import type { Camera } from '../host/ohif';
import { zoomed } from './navigation';

const FRAME = {
  center: [0, 0, 0],
  right: [-1, 0, 0],
  anterior: [0, -1, 0],
  normal: [0, 0, 1],
} as const;

const sagittal: Camera = {
  viewPlaneNormal: [1, 0, 0],
  focalPoint: [4, 0, 0],
  position: [204, 0, 0],
  parallelScale: 140,
};

describe('going to a disc', () => {
  it('brings it into the middle, near enough, on the image that is shown', () => {
    expect(zoomed(sagittal, [9, 20, -50], FRAME)).toEqual({
      viewPlaneNormal: [1, 0, 0],
      focalPoint: [4, 20, -50],
      position: [204, 20, -50],
      parallelScale: 80,
    });
  });

  it('is nearer on axial images, and leaves who has zoomed in further there', () => {
    const axial: Camera = { ...sagittal, viewPlaneNormal: [0, 0, 1] };
    expect(zoomed(axial, [0, 0, 0], FRAME).parallelScale).toBe(60);
    expect(zoomed({ ...sagittal, parallelScale: 30 }, [0, 0, 0], FRAME).parallelScale).toBe(30);
  });
});

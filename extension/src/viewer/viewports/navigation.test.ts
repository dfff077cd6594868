import type { Camera } from '../host/ohif';
import { zoomed } from './navigation';

const FRAME = {
  center: [9, 20, -50],
  right: [-1, 0, 0],
  anterior: [0, -1, 0],
  normal: [0, 0, 1],
} as const;

const sagittal: Camera = {
  viewPlaneNormal: [1, 0, 0],
  focalPoint: [4, 0, 0],
  position: [204, 0, 0],
  parallelScale: 200,
};

describe('going to a disc', () => {
  it('brings it into the middle, near enough, on the image that is shown', () => {
    expect(zoomed(sagittal, FRAME, 1)).toEqual({
      viewPlaneNormal: [1, 0, 0],
      focalPoint: [4, 20, -50],
      position: [204, 20, -50],
      parallelScale: 80,
    });
  });

  it('leaves room for the names beside the spine on a narrow picture', () => {
    expect(zoomed(sagittal, FRAME, 0.5).parallelScale).toBe(120);
  });

  it('is nearer on axial images, with the canal in the middle', () => {
    const axial: Camera = { ...sagittal, viewPlaneNormal: [0, 0, 1] };
    expect(zoomed(axial, FRAME, 1)).toMatchObject({ parallelScale: 60, focalPoint: [9, 35, 0] });
  });

  it('leaves who has zoomed in further there', () => {
    expect(zoomed({ ...sagittal, parallelScale: 30 }, FRAME, 1).parallelScale).toBe(30);
  });
});

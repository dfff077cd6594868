import type { Vec3 } from '../../findings';
import { correspondingCamera, looksAt } from './linkedViews';
import type { Camera } from '../host/ohif';

/** A sagittal view from the patient's left. */
const sagittal = (focalPoint: Vec3, parallelScale: number): Camera => ({
  viewPlaneNormal: [1, 0, 0],
  focalPoint,
  position: [focalPoint[0] + 100, focalPoint[1], focalPoint[2]],
  parallelScale,
});

it('shows the corresponding point at the same scale, and keeps the depth', () => {
  const camera = correspondingCamera(
    sagittal([3, 10, 20], 80),
    sagittal([7, 50, 60], 150),
    [5, 1, -2]
  );
  expect(camera).toEqual(sagittal([7, 11, 18], 80));
});

it('changes nothing where both show the same already', () => {
  const [source, shift] = [sagittal([3, 10, 20], 80), [5, 1, -2] as const];
  const target = correspondingCamera(source, sagittal([7, 50, 60], 150), shift)!;
  expect(correspondingCamera(source, target, shift)).toBeNull();
  // And back: the two do not drive each other on.
  expect(correspondingCamera(target, source, [-5, -1, 2])).toBeNull();
});

it('leaves another plane alone', () => {
  const axial: Camera = { ...sagittal([0, 0, 0], 80), viewPlaneNormal: [0, 0, 1] };
  expect(correspondingCamera(sagittal([3, 10, 20], 80), axial, [0, 0, 0])).toBeNull();
});

it('does not take the camera of a stack without images for a view of its first one', () => {
  const image = { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] } as const;
  expect(looksAt(sagittal([0, 0, 0], 80), image)).toBe(true);
  expect(looksAt({ viewPlaneNormal: [0, 0, 1] }, image)).toBe(false);
});

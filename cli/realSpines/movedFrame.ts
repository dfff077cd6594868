import type { DiscFrame } from '../../extension/src/analysis/levelResult';
import type { Vec3 } from '../../extension/src/findings';
import { add, along, cross, dot, scale, unit } from '../../extension/src/imaging/vec3';

/** A direction, evenly over the sphere. */
function direction(random: () => number): Vec3 {
  const z = 2 * random() - 1;
  const angle = 2 * Math.PI * random();
  const size = Math.sqrt(1 - z * z);
  return [size * Math.cos(angle), size * Math.sin(angle), z];
}

/** Turns a vector about an axis of length 1 (Rodrigues). */
function turned(v: Vec3, axis: Vec3, angle: number): Vec3 {
  const flat = add(scale(v, Math.cos(angle)), scale(cross(axis, v), Math.sin(angle)));
  return along(flat, axis, dot(axis, v) * (1 - Math.cos(angle)));
}

/** A frame moved by at most `mm` and turned by at most `degrees`, each in a random direction. */
export function movedFrame(
  frame: DiscFrame,
  mm: number,
  degrees: number,
  random: () => number
): DiscFrame {
  const by = scale(direction(random), mm * random());
  const axis = direction(random);
  const angle = (degrees * random() * Math.PI) / 180;
  const turn = (v: Vec3) => unit(turned(v, axis, angle));
  return {
    center: add(frame.center, by),
    right: turn(frame.right),
    anterior: turn(frame.anterior),
    normal: turn(frame.normal),
  };
}

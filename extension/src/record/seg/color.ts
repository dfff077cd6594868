import type { Segment } from '../../analysis/segmentationResult';

type Rgb = readonly [number, number, number];

/** Neighbors differ: vertebrae and discs alternate between two shades of their own hue. */
const SHADES: Readonly<Record<Segment['kind'], readonly [Rgb, Rgb]>> = {
  vertebra: [
    [241, 214, 145],
    [205, 170, 100],
  ],
  disc: [
    [111, 184, 210],
    [70, 130, 180],
  ],
  canal: [
    [244, 142, 52],
    [244, 142, 52],
  ],
  sacrum: [
    [177, 122, 101],
    [177, 122, 101],
  ],
};

/** Display color of a segment, sRGB 0..255; `index` counts the segments of its kind. */
export function segmentColor(kind: Segment['kind'], index: number): Rgb {
  return SHADES[kind][index % 2]!;
}

/** sRGB (D65) to CIE XYZ relative to the D50 white, IEC 61966-2-1 with the Bradford adaptation. */
const TO_XYZ_D50: readonly Rgb[] = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
];
const WHITE_D50: Rgb = [0.96422, 1, 0.82521];

/**
 * An sRGB color as Recommended Display CIELab Value: L*, a*, b* scaled to 16 bits
 * (PS3.3, C.10.7.1.1: L* 0..100 and a*, b* −128..127 on 0..65535).
 */
export function dicomLab(rgb: Rgb): [number, number, number] {
  const linear = rgb.map(value => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  const [fx, fy, fz] = TO_XYZ_D50.map((row, i) => {
    const t = row.reduce((sum, weight, j) => sum + weight * linear[j]!, 0) / WHITE_D50[i]!;
    return t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116;
  });
  const lightness = 116 * fy! - 16;
  const a = 500 * (fx! - fy!);
  const b = 200 * (fy! - fz!);
  return [
    Math.round((lightness / 100) * 65535),
    Math.round(((a + 128) / 255) * 65535),
    Math.round(((b + 128) / 255) * 65535),
  ];
}

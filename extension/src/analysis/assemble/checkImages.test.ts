import { SAGITTAL, seriesOf, type Field } from '../../imaging/testing';
import { quantile } from '../../imaging/quantile';
import { SliceResampler } from '../../imaging/resampleSlice';
import { buildStacks } from '../../imaging/stacks';
import type { Stack } from '../../imaging/types';
import type { Vec3 } from '../../findings';
import { checkImages } from './checkImages';
import { findSpine } from '../locate/spine';
import { maskSegmentation } from '../testing/maskSegmentation';
import { labelAt, PHANTOM } from '../testing/phantom';

type Contrast = Readonly<Record<number, number>>;
const T2: Contrast = { 0: 60, 1: 150, 100: 420, 201: 90 };
/** Marrow without its fat. */
const SUPPRESSED: Contrast = { 0: 60, 1: 70, 100: 420, 201: 90 };
const T1: Contrast = { 0: 60, 1: 300, 100: 120, 201: 170 };

interface Patient {
  readonly contrast?: Contrast;
  /** Where a point of the straight phantom went, as the inverse. */
  readonly straightened?: (p: Vec3) => Vec3;
  /** mm that every second slice is shifted to the feet. */
  readonly shift?: number;
  readonly metal?: (p: Vec3) => boolean;
  /** Added to every sample. */
  readonly offset?: number;
}

const SLICES = 17;
const STEP_MM = 4;

/** The phantom's labels and its picture, on the same slices. */
function stacks(patient: Patient): { labels: Stack; images: Stack } {
  const { contrast = T2, straightened = p => p, shift = 0, metal, offset = 0 } = patient;
  const label = (p: Vec3): number => {
    const slice = Math.round(p[0] / STEP_MM);
    const [x, y, z] = straightened(p);
    return labelAt(PHANTOM, [x, y, z + (slice % 2 === 0 ? shift : 0)]);
  };
  const air = (p: Vec3) => p[1] < -40;
  const picture: Field = p =>
    offset + (air(p) || metal?.(p) ? 0 : contrast[label(p)]! + 5 * Math.sin(p[1] + 2 * p[2]));
  const layout = {
    ...SAGITTAL,
    center: [0, 10, 72] as Vec3,
    slices: SLICES,
    sliceSpacing: STEP_MM,
    rows: 270,
    columns: 120,
    rowSpacing: 0.9375,
    columnSpacing: 0.9375,
  };
  const built = (field: Field) => buildStacks(seriesOf(field, layout)).stacks[0]!;
  return { labels: built(label), images: built(picture) };
}

function warned(patient: Patient): string[] {
  const { labels, images } = stacks(patient);
  const segmentation = maskSegmentation(labels);
  const size = segmentation.grid.height * segmentation.grid.width;
  const resampled = new Float32Array(segmentation.disc.length);
  images.slices.forEach((slice, plane) =>
    resampled.set(new SliceResampler(segmentation.grid).resample(slice).image, plane * size)
  );
  const stack = { ...segmentation, images: resampled, air: quantile(resampled, 0.01) };
  return checkImages(images, stack, findSpine(segmentation)).map(({ code, level }) =>
    level ? `${code} ${level}` : code
  );
}

/** A curve to the side whose ends lean by `degrees` each, in opposite directions. */
function curved(degrees: number): Patient {
  const [from, to] = [0, (PHANTOM.discs - 1) * PHANTOM.step];
  const middle = (from + to) / 2;
  const bend = Math.tan((degrees * Math.PI) / 180) / (to - from);
  return { straightened: ([x, y, z]) => [x - bend * (z - middle) ** 2 + 10, y, z] };
}

describe('images that are not what the models were made for', () => {
  it('says nothing of an ordinary T2 study, whatever its rescaling', () => {
    expect(warned({})).toEqual([]);
    expect(warned({ offset: -1024 })).toEqual([]);
  });

  it('says that a picture looks like T1, whatever its header says', () => {
    expect(warned({ contrast: T1 })).toEqual(['contrast-unusual']);
    expect(warned({ contrast: T1, offset: -1024 })).toEqual(['contrast-unusual']);
  });

  it('says that vertebrae are as dark as with fat suppression, whatever the rescaling', () => {
    expect(warned({ contrast: SUPPRESSED })).toEqual(['fat-suppressed']);
    expect(warned({ contrast: SUPPRESSED, offset: -1024 })).toEqual(['fat-suppressed']);
  });

  it('says that the spine is curved beyond what the models have seen', () => {
    expect(warned(curved(4))).toEqual([]);
    expect(warned(curved(16))).toEqual(['column-curved']);
  });

  it('says which vertebra holds metal', () => {
    // A screw of 12 mm in the body between L3-L4 (z = 66) and L4-L5 (z = 33).
    const metal = ([, y, z]: Vec3) => Math.hypot(y, z - 49.5) < 6;
    expect(warned({ metal })).toEqual(['signal-void L4-L5']);
  });

  it('says that the patient moved between slices', () => {
    expect(warned({ shift: 1 })).toEqual([]);
    expect(warned({ shift: 8 })).toContain('slices-shifted');
  });
});

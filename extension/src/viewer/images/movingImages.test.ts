import type { LevelResult } from '../../analysis/levelResult';
import type { Level, Vec3 } from '../../findings';
import { reach } from './axialSeries';
import { correspondingImage } from '../viewports/linkedScrolling';
import type { Cornerstone, DisplaySet } from '../host/ohif';
import { nearestImage, placeImages, type PlacedImage } from './planes';
import { candidates, isoDate, shiftBetween } from '../storage/priors';
import {
  metadataOf,
  PRIOR,
  SAGITTAL_ONLY,
  SLAB_PER_DISC,
  TILTED_STACK,
} from '../testing/testingStudies';

/** The images of a display set, placed by what the viewer's metadata says of them. */
function placed(set: DisplaySet): PlacedImage[] {
  const images = new Map(set.instances!.map(one => [String(one.SOPInstanceUID), one]));
  const get = (type: string, id: string) => metadataOf(type, images.get(id));
  const cornerstone = { metaData: { get } } as unknown as Cornerstone;
  return placeImages(cornerstone, [...images.keys()]);
}

const [t1, t2] = SAGITTAL_ONLY.map(placed);

describe('linked scrolling', () => {
  it('goes by patient coordinates between parallel series', () => {
    expect(correspondingImage(t2![5]!, t1!)).toBe(t1![5]!.imageId);
  });

  it('leaves other planes alone', () => {
    expect(correspondingImage(t2![5]!, placed(TILTED_STACK[0]!))).toBeNull();
    expect(correspondingImage(t2![5]!, [])).toBeNull();
  });

  it('aligns another study by the shift between the two', () => {
    const prior = placed(PRIOR[0]!);
    expect(correspondingImage(t2![5]!, prior, [8, 0, 0])).toBe(prior[7]!.imageId);
  });

  it('takes axial stacks that are tilted against each other for parallel', () => {
    const axial = placed(TILTED_STACK[0]!);
    expect(correspondingImage(axial[6]!, placed(PRIOR[1]!))).not.toBeNull();
  });
});

describe('going to a disc', () => {
  it('finds the tilted axial image through a point of another frame of reference', () => {
    const axial = placed(TILTED_STACK[0]!);
    const nearest = nearestImage(axial, [0, 0, 0])!;
    expect(nearest.distance).toBeLessThan(2.6);
    expect(nearest.index).toBeGreaterThan(0);
  });

  it('knows which of several slabs shows a disc', () => {
    const slabs = SLAB_PER_DISC.slice(1).map(placed);
    [70, 35, 0, -35, -70].forEach((z, disc) => {
      const distances = slabs.map(slab => reach(slab, [0, 0, z]));
      expect(distances.indexOf(Math.min(...distances))).toBe(disc);
      expect(Math.min(...distances)).toBeLessThan(8);
    });
    expect(reach(slabs[0]!, [500, 0, 70])).toBe(Infinity);
  });
});

describe('the prior', () => {
  const levels = (...entries: [Level, Vec3][]): LevelResult[] =>
    entries.map(([level, center]) => ({ level, frame: { center } }) as LevelResult);

  it('is aligned by the same disc, or the nearest one both have', () => {
    const now = levels(['L3-L4', [0, 0, 35]], ['L4-L5', [0, 0, 0]]);
    const then = levels(['L3-L4', [5, 5, 45]], ['L4-L5', [5, 6, 8]]);
    expect(shiftBetween(now, then, 'L4-L5')).toEqual([5, 6, 8]);
    expect(shiftBetween(now, then, 'L1-L2')).toEqual([5, 5, 10]);
    expect(shiftBetween(now, [], 'L4-L5')).toBeNull();
  });

  it('is an earlier study with reports, the newest first', () => {
    const study = (studyInstanceUid: string, date: string, modalities: string) => ({
      studyInstanceUid,
      date,
      modalities,
    });
    const found = [
      study('1', '20250101', 'MR\\SR'),
      study('2', '20230101', 'MR/SR'),
      study('3', '20240101', 'SR, MR'),
      study('4', '20220101', 'MR'),
      study('5', '20260101', 'MR\\SR'),
    ];
    const current = { studyInstanceUID: '1', date: '20250101', patientID: '7' };
    expect(candidates(found, current).map(s => s.studyInstanceUid)).toEqual(['3', '2']);
    expect(isoDate('20240305')).toBe('2024-03-05');
    expect(isoDate('')).toBe('');
  });
});

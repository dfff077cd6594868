import { plain } from '../../messages';
import { describeSeries, hasImages } from '../images/displaySets';
import { displaySetRole } from '../images/seriesAttributes';
import type { Cornerstone, DataSource, DisplaySet, Instance } from '../host/ohif';
import { choiceLabel, choose, studyContents } from './seriesChoice';
import { metadataOf } from '../testing/testingStudies';

const SAGITTAL = [0, 1, 0, 0, 0, -1];
const AXIAL = [1, 0, 0, 0, 1, 0];

interface Given {
  readonly uid: string;
  readonly description: string;
  readonly orientation: readonly number[];
  readonly slices?: number;
  readonly modality?: string;
  readonly more?: object;
}

function displaySet({
  uid,
  description,
  orientation,
  slices = 12,
  modality = 'MR',
  more,
}: Given): DisplaySet {
  const instances = Array.from({ length: slices }, (_, i) => ({
    SOPInstanceUID: `${uid}.${i}`,
    Modality: modality,
    ImageOrientationPatient: orientation,
    ImagePositionPatient: orientation === SAGITTAL ? [i * 4, 0, 0] : [0, 0, i * 4],
    PixelSpacing: [1, 1],
    Rows: 10,
    Columns: 20,
    RepetitionTime: 3500,
    EchoTime: 100,
    ...more,
  }));
  return {
    displaySetInstanceUID: `ds-${uid}`,
    StudyInstanceUID: '2.25.1',
    SeriesInstanceUID: uid,
    SeriesDescription: description,
    SeriesNumber: Number(uid.at(-1)),
    Modality: modality,
    instances: instances as unknown as Instance[],
    numImageFrames: slices,
  };
}

const t2 = displaySet({ uid: '2.25.4', description: 'SAG T2', orientation: SAGITTAL });
const t1 = displaySet({
  uid: '2.25.3',
  description: 'SAG T1',
  orientation: SAGITTAL,
  more: { RepetitionTime: 500, EchoTime: 10 },
});
const axial = displaySet({ uid: '2.25.5', description: 'AX T2', orientation: AXIAL });
const report: DisplaySet = {
  displaySetInstanceUID: 'ds-sr',
  StudyInstanceUID: '2.25.1',
  SeriesInstanceUID: '2.25.6',
  Modality: 'SR',
  instance: { SOPInstanceUID: '2.25.6.1' },
};

/** The two lookups that the code under test makes, answered from the display sets themselves. */
function viewerWith(sets: readonly DisplaySet[]): {
  cornerstone: Cornerstone;
  dataSource: DataSource;
} {
  const images = new Map<string, Instance>(
    sets.flatMap(set => (set.instances ?? []).map(i => [`wadors:${i.SOPInstanceUID}`, i] as const))
  );
  const get = (type: string, imageId: string) => metadataOf(type, images.get(imageId));
  return {
    cornerstone: { metaData: { get } } as unknown as Cornerstone,
    dataSource: {
      getImageIdsForDisplaySet: set => (set.instances ?? []).map(i => `wadors:${i.SOPInstanceUID}`),
    },
  };
}

function chosen(sets: readonly DisplaySet[], active?: string) {
  const { cornerstone, dataSource } = viewerWith(sets);
  return choose(studyContents(sets, '2.25.1', dataSource, cornerstone), active);
}

describe('which series are analyzed', () => {
  it('the active one when it is a sagittal T2', () => {
    const other = displaySet({ uid: '2.25.9', description: 'SAG T2 rep', orientation: SAGITTAL });
    const choice = chosen([t2, other, axial], '2.25.9');
    expect(plain(choiceLabel(choice)!)).toBe('SAG T2 rep (series 9) + AX T2 (series 5)');
  });

  it.each([
    ['the axial one is active', axial.SeriesInstanceUID],
    ['a report is active', report.SeriesInstanceUID],
    ['the sagittal T1 is active', t1.SeriesInstanceUID],
    ['nothing is active', undefined],
  ])('the best sagittal T2 when %s', (_why, active) => {
    const choice = chosen([t1, t2, axial, report], active);
    expect(choice.sagittal?.series.seriesInstanceUID).toBe(t2.SeriesInstanceUID);
  });

  it('of several echoes in one series those that look like T2, wherever they stand', () => {
    const echo = (EchoTime: number) =>
      displaySet({
        uid: `2.25.${EchoTime}`,
        description: '',
        orientation: SAGITTAL,
        more: { EchoTime },
      });
    const both = {
      ...displaySet({ uid: '2.25.8', description: 'SAG PD/T2', orientation: SAGITTAL }),
      instances: [...echo(15).instances!, ...echo(95).instances!],
    };
    const { sagittal } = chosen([t1, both]);
    expect(sagittal?.series.seriesInstanceUID).toBe('2.25.8');
    expect(sagittal?.role).toBe('sagT2');
    expect(sagittal?.images.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(
      echo(95).instances!.map(instance => instance.SOPInstanceUID)
    );
    expect(displaySetRole(both)).toBe('sagT2');
  });

  it('none of another study', () => {
    const { cornerstone, dataSource } = viewerWith([t2]);
    expect(studyContents([t2], '2.25.77', dataSource, cornerstone)).toEqual([]);
  });

  it('none at all where there is no sagittal MR', () => {
    const ct = displaySet({
      uid: '2.25.7',
      description: 'CT',
      orientation: SAGITTAL,
      modality: 'CT',
    });
    expect(chosen([ct, axial]).sagittal).toBeNull();
    expect(choiceLabel(chosen([ct, axial]))).toBeNull();
  });
});

describe('the role of a series', () => {
  it('comes from geometry and times', () => {
    expect([t2, t1, axial, report].map(displaySetRole)).toEqual([
      'sagT2',
      'sagT1',
      'axT2',
      'other',
    ]);
  });
});

describe('the description of a series', () => {
  it('comes from the first instance', () => {
    expect(describeSeries(t2)).toMatchObject({
      modality: 'MR',
      description: 'SAG T2',
      seriesNumber: 4,
      repetitionTime: 3500,
      echoTime: 100,
    });
  });

  it('finds the times of enhanced images in their functional groups', () => {
    const enhanced = displaySet({
      uid: '2.25.8',
      description: 'SAG T2',
      orientation: SAGITTAL,
      more: {
        RepetitionTime: undefined,
        EchoTime: undefined,
        SharedFunctionalGroupsSequence: [
          {
            MRTimingAndRelatedParametersSequence: [{ RepetitionTime: 4000 }],
            MREchoSequence: [{ EffectiveEchoTime: 90 }],
          },
        ],
      },
    });
    expect(describeSeries(enhanced)).toMatchObject({ repetitionTime: 4000, echoTime: 90 });
  });

  it('leaves out what the header lacks', () => {
    expect(Object.keys(describeSeries(report)).sort()).toEqual([
      'modality',
      'seriesInstanceUID',
      'studyInstanceUID',
    ]);
    expect(hasImages(report)).toBe(false);
  });
});

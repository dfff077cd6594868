import { chooseSeries } from './chooseSeries';
import { seriesContent } from './seriesParts';
import { seriesRole } from './seriesRole';
import { AXIAL, SAGITTAL, seriesOf, type Layout } from './testing';
import type { ImageSeries, SeriesDescription, SeriesRole } from './types';
import { isElsewhere } from './words';

const CORONAL: Layout = { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] };

function series(uid: string, layout: Layout, rest: Partial<SeriesDescription>): ImageSeries {
  const small = { rows: 2, columns: 2, slices: 15, ...layout };
  return seriesOf(() => 0, small, { seriesInstanceUID: uid, description: undefined, ...rest });
}

const T2 = { repetitionTime: 3500, echoTime: 105 };
const T1 = { repetitionTime: 550, echoTime: 10 };

describe('seriesRole', () => {
  const cases: [string, Layout, Partial<SeriesDescription>, SeriesRole][] = [
    ['T2 by its times', SAGITTAL, T2, 'sagT2'],
    ['3D T2 (SPACE)', SAGITTAL, { repetitionTime: 1500, echoTime: 120 }, 'sagT2'],
    ['T2 with fat suppression', SAGITTAL, { ...T2, scanOptions: ['FS'] }, 'sagT2'],
    ['STIR', SAGITTAL, { repetitionTime: 4000, echoTime: 45, inversionTime: 160 }, 'sagSTIR'],
    ['T1 by its times', SAGITTAL, T1, 'sagT1'],
    ['T1 FLAIR', SAGITTAL, { repetitionTime: 2200, echoTime: 20, inversionTime: 900 }, 'sagT1'],
    ['axial T2', AXIAL, T2, 'axT2'],
    ['axial T1', AXIAL, T1, 'axT1'],
    ['times against words', SAGITTAL, { ...T1, description: 'sag t2 copy' }, 'sagT1'],
    ['words alone', SAGITTAL, { description: 'Sagittal T2/STIR' }, 'sagT2'],
    ['words alone, T1', SAGITTAL, { description: 'SAG T1 FSE T12-S1' }, 'sagT1'],
    ['words alone, STIR', SAGITTAL, { description: 'sag stir' }, 'sagSTIR'],
    ['words with underscores', AXIAL, { description: 't2_tse_tra' }, 'axT2'],
    ['no contrast known', SAGITTAL, { description: 'T12 to sacrum' }, 'other'],
    ['proton density', SAGITTAL, { repetitionTime: 2500, echoTime: 30 }, 'other'],
    ['coronal', CORONAL, T2, 'other'],
    ['diffusion map', AXIAL, { ...T2, imageType: ['DERIVED', 'PRIMARY', 'ADC'] }, 'other'],
    [
      'localiser by type',
      SAGITTAL,
      { ...T2, imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
      'localiser',
    ],
    ['localiser by name', SAGITTAL, { description: '3-plane loc' }, 'localiser'],
  ];
  it.each(cases)('recognizes %s', (_, layout, rest, role) => {
    const one = series('1', layout, rest);
    expect(seriesRole(one, one.slices)).toBe(role);
  });

  it('takes crossed planes for a localiser and tilted slabs for axial', () => {
    const planes = [SAGITTAL, AXIAL, CORONAL].flatMap(
      l => series('1', { ...l, slices: 3 }, T2).slices
    );
    expect(seriesRole(series('1', AXIAL, T2), planes)).toBe('localiser');
    const slabs = [0, 0.2, 0.45].flatMap(
      t =>
        series('1', { rowDirection: [1, 0, 0], columnDirection: [0, Math.cos(t), Math.sin(t)] }, T2)
          .slices
    );
    expect(seriesRole(series('1', AXIAL, T2), slabs)).toBe('axT2');
  });
});

describe('chooseSeries', () => {
  const known = (...all: ImageSeries[]) => all.map(s => seriesContent(s, s.slices));
  const t2 = series('t2', SAGITTAL, T2);
  const t1 = series('t1', SAGITTAL, T1);
  const stir = series('stir', SAGITTAL, { repetitionTime: 4000, echoTime: 45, inversionTime: 160 });
  const axial = series('ax', AXIAL, T2);

  it('prefers T2 to STIR to T1', () => {
    const sagittal = (...all: ImageSeries[]) =>
      chooseSeries(known(...all)).sagittal?.series.seriesInstanceUID;
    expect(sagittal(axial, t1, stir, t2)).toBe('t2');
    expect(sagittal(axial, t1, stir)).toBe('stir');
    expect(sagittal(axial, t1)).toBe('t1');
    expect(sagittal(axial)).toBeUndefined();
  });

  it('takes the asked series when it serves, and names it when it does not', () => {
    const all = known(t1, stir, t2, axial);
    expect(chooseSeries(all, 'stir')).toMatchObject({
      sagittal: { series: { seriesInstanceUID: 'stir' } },
      replaced: null,
    });
    for (const asked of ['t1', 'ax']) {
      expect(chooseSeries(all, asked)).toMatchObject({
        sagittal: { series: { seriesInstanceUID: 't2' } },
        replaced: { series: { seriesInstanceUID: asked } },
      });
    }
    expect(chooseSeries(known(t1, axial), 't1').replaced).toBeNull();
  });

  it('prefers enough slices and the lumbar spine', () => {
    const four = series('four', { ...SAGITTAL, slices: 4 }, T2);
    const neck = series('neck', { ...SAGITTAL, slices: 19 }, { ...T2, description: 'T2 C-Spine' });
    expect(chooseSeries(known(four, neck, t2)).sagittal?.series.seriesInstanceUID).toBe('t2');
    expect(chooseSeries(known(four, stir)).sagittal?.series.seriesInstanceUID).toBe('stir');
  });

  it('knows other regions by body part and name', () => {
    expect(isElsewhere(series('1', SAGITTAL, { bodyPartExamined: 'CSPINE' }))).toBe(true);
    expect(isElsewhere(series('1', SAGITTAL, { description: 'T2 sag thoracic' }))).toBe(true);
    expect(isElsewhere(series('1', SAGITTAL, { bodyPartExamined: 'SPINE' }))).toBe(false);
    expect(isElsewhere(series('1', SAGITTAL, { description: 'thoracolumbar' }))).toBe(false);
    expect(
      isElsewhere(series('1', SAGITTAL, { bodyPartExamined: 'CSPINE', description: 'T2 L-Spine' }))
    ).toBe(false);
  });
});

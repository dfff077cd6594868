import { DeepSpineError, type Vec3 } from '../../findings';
import { AXIAL, SAGITTAL, seriesOf, type Layout } from '../../imaging/testing';
import type { ImageSeries } from '../../imaging/types';
import { checkStudy } from './checkStudy';

const T2 = { repetitionTime: 3500, echoTime: 105 };

function series(uid: string, layout: Layout, rest: Partial<ImageSeries> = {}): ImageSeries {
  const small = { rows: 4, columns: 4, slices: 15, ...layout };
  return seriesOf(() => 0, small, { seriesInstanceUID: uid, description: uid, ...T2, ...rest });
}

const study = (...all: ImageSeries[]) => ({ studyInstanceUID: '1.2', series: all });

function refusal(...all: ImageSeries[]): DeepSpineError {
  try {
    checkStudy(study(...all));
  } catch (error) {
    if (error instanceof DeepSpineError) {
      return error;
    }
    throw error;
  }
  throw new Error('was not refused');
}

describe('checkStudy', () => {
  const sagittal = series('sag', SAGITTAL);
  const axial = series('ax', AXIAL);

  it('takes the sagittal and every axial T2 stack', () => {
    const checked = checkStudy(study(axial, sagittal, series('ax 2', AXIAL)));
    expect(checked.sagittal.seriesInstanceUID).toBe('sag');
    expect(checked.axial.map(s => s.seriesInstanceUID)).toEqual(['ax', 'ax 2']);
    expect(checked.warnings).toEqual([]);
  });

  it('takes one echo of a series that holds several, and says which', () => {
    const withEcho = (echoTime: number) =>
      sagittal.slices.map(slice => ({ ...slice, sopInstanceUID: `${echoTime}`, echoTime }));
    // As the series' description comes from its first image, it is that of the other echo.
    const both = { ...sagittal, echoTime: 14, slices: [...withEcho(14), ...withEcho(96)] };
    const checked = checkStudy(study(both));
    expect(checked.sagittalSeries.echoTime).toBe(96);
    expect(checked.sagittal.slices).toHaveLength(sagittal.slices.length);
    expect(checked.sagittal.slices.every(({ sopInstanceUID }) => sopInstanceUID === '96')).toBe(
      true
    );
    expect(checked.warnings).toMatchObject([
      {
        code: 'echoes-mixed',
        text: 'The series “sag” holds images of several echo times (14 and 96 ms); those of 96 ms were analyzed.',
      },
    ]);
  });

  const bad: [string, ImageSeries[], string][] = [
    ['nothing', [], 'no-series'],
    ['a series without images', [series('sag', { ...SAGITTAL, slices: 0 })], 'no-series'],
    ['CT', [series('ct', SAGITTAL, { modality: 'CT' })], 'not-mr'],
    ['a localiser', [series('loc', SAGITTAL, { imageType: ['LOCALIZER'] })], 'localiser'],
    ['axial images alone', [axial], 'not-sagittal'],
    [
      'a cervical spine',
      [series('T2 sag', SAGITTAL, { bodyPartExamined: 'CSPINE' })],
      'not-lumbar',
    ],
    ['a thoracic spine', [series('t2 sag T-Spine', SAGITTAL)], 'not-lumbar'],
    [
      'pixels too coarse to show a disc',
      [series('sag', { ...SAGITTAL, rowSpacing: 4.7 })],
      'bad-geometry',
    ],
    ['four slices', [series('sag', { ...SAGITTAL, slices: 4 })], 'too-few-slices'],
    [
      'one slice ten times',
      [series('sag', { ...SAGITTAL, slices: 10, sliceSpacing: 0 })],
      'too-few-slices',
    ],
  ];
  it.each(bad)('refuses %s in one sentence', (_, all, code) => {
    const error = refusal(...all);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z][^\n]*\.$/);
    // One sentence: no full stop before the last one, but for numbers.
    expect(error.message.slice(0, -1)).not.toMatch(/\. /);
  });

  it('says which series it took when the asked one does not serve', () => {
    const { sagittal: taken, warnings } = checkStudy({
      ...study(axial, sagittal),
      sagittalSeriesUID: 'ax',
    });
    expect(taken.seriesInstanceUID).toBe('sag');
    expect(warnings.map(w => w.code)).toEqual(['series-substituted']);
    expect(warnings[0]!.text).toMatch(/“ax”.*“sag”/);
  });

  it('warns of T1 when there is no T2', () => {
    const t1 = series('T1 sag', SAGITTAL, { repetitionTime: 500, echoTime: 10 });
    expect(checkStudy(study(t1)).warnings.map(w => w.code)).toEqual(['sequence-unusual']);
  });

  it('leaves axial images without a pixel spacing out and goes on', () => {
    const broken = {
      ...axial,
      slices: axial.slices.map(s => ({ ...s, rowSpacing: 0 })),
    };
    const checked = checkStudy(study(sagittal, broken));
    expect(checked.axial).toEqual([]);
    expect(checked.series[1]!.leftOut.map(({ reason }) => reason)).toEqual(
      broken.slices.map(() => 'no-geometry')
    );
  });

  it('names the images of the series that were left out', () => {
    const odd = series('x', { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1], slices: 1 });
    const { warnings, series: uses } = checkStudy(
      study({ ...sagittal, slices: [...odd.slices, ...sagittal.slices] })
    );
    expect(warnings).toMatchObject([
      {
        code: 'images-left-out',
        values: { images: [{ code: 'left-out', values: { context: 'other-plane', images: 1 } }] },
        text: 'Images of the series “sag” were left out: 1 of another plane.',
      },
    ]);
    expect(uses).toMatchObject([
      { use: 'sagittal', images: 15, leftOut: [{ reason: 'other-plane' }] },
    ]);
  });

  it('calls nothing missing that is not loaded', () => {
    expect(() => checkStudy({ ...study(axial), partial: true })).toThrow(
      /only the series that the link names are loaded/
    );
    expect(() => checkStudy(study(axial))).toThrow(/holds only axial images/);
    expect(checkStudy({ ...study(sagittal), partial: true }).partial).toBe(true);
  });

  it('refuses images of diffusion alone, saying that', () => {
    const dwi = series('dwi', SAGITTAL, { description: 'ep2d_diff_sag' });
    expect(refusal(dwi)).toMatchObject({
      code: 'no-series',
      message: expect.stringMatching(/only diffusion images/),
    });
  });

  describe('axial images of which no header says the contrast', () => {
    /** Tissues at places: bands across the body. */
    const tissue = ([x, y, z]: Vec3) => 100 + 50 * Math.sin(y / 9) + 30 * Math.sin((x + z) / 11);
    const shown = (
      uid: string,
      layout: Layout,
      field: (p: Vec3) => number,
      rest: Partial<ImageSeries>
    ) =>
      seriesOf(
        field,
        { ...layout, slices: 15, rows: 40, columns: 40 },
        { seriesInstanceUID: uid, description: undefined, ...rest }
      );
    const t2 = shown('sag', SAGITTAL, tissue, T2);

    it('are used where their tissues look like the sagittal ones, and that is said', () => {
      const { axial, warnings } = checkStudy(study(t2, shown('ax', AXIAL, tissue, {})));
      expect(axial.map(stack => stack.seriesInstanceUID)).toEqual(['ax']);
      expect(warnings.map(({ code }) => code)).toEqual(['sequence-unusual']);
    });

    it('are not where they look the other way round', () => {
      const { axial, series: uses } = checkStudy(
        study(
          t2,
          shown('ax', AXIAL, p => 200 - tissue(p), {})
        )
      );
      expect(axial).toEqual([]);
      expect(uses[1]).toMatchObject({ use: 'none', images: 0 });
    });
  });

  it('leaves out slices that are tilted against the others, and says so', () => {
    const mixed = {
      ...sagittal,
      slices: [
        ...sagittal.slices,
        ...series('x', { rowDirection: [0.2, 1, 0], columnDirection: [0, 0, -1], slices: 2 })
          .slices,
      ],
    };
    const checked = checkStudy(study(mixed));
    expect(checked.sagittal.slices).toHaveLength(15);
    expect(checked.warnings.map(w => w.code)).toEqual(['fewer-slices']);
  });
});

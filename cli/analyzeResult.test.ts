import { analysis } from '../test/record/phantom';
import { analyzeResult } from './analyzeResult';

/** The phantom with a slip, mm, of discs 36 mm deep. */
function slipped(slip: number | null) {
  const result = analysis();
  const levels = result.levels.map(level => ({
    ...level,
    measurements: { ...level.measurements, slip, discDepth: 36 },
  }));
  return analyzeResult({ ...result, levels }, 'a backend', [], {}).levels[0]!.measurements;
}

it.each([
  [null, null],
  [-8, null],
  [2, null],
  [6, 1],
  [12, 2],
  [40, 5],
])('a slip of %s mm has the Meyerding grade %s', (mm, grade) => {
  expect(slipped(mm)).toMatchObject({ slipMm: mm, meyerding: grade });
});

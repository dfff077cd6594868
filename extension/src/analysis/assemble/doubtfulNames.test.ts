import type { LevelResult } from '../levelResult';
import type { Warning } from '../warning';
import { abnormalMeasurements } from './abnormalMeasurements';
import { doubtfulNames } from './doubtfulNames';

const codes = (warnings: readonly Warning[]) => doubtfulNames(warnings, 0.914).map(w => w.code);
const metal: Warning = { code: 'signal-void', text: '…' };

test('every doubt of the names is summed up once, with its confidence', () => {
  expect(codes([{ code: 'no-axial', text: '…' }, metal])).toEqual([]);
  const doubts: Warning[] = [
    { code: 'naming-short-step', text: '…' },
    { code: 'naming-few-discs', text: '…' },
  ];
  expect(codes(doubts)).toEqual(['level-count-uncertain']);
  expect(doubtfulNames(doubts, 0.914)[0]!.values).toEqual({ confidence: 0.91 });
});

test('metal in two vertebrae makes the names doubtful', () => {
  expect(codes([metal, metal])).toEqual(['naming-signal-void', 'level-count-uncertain']);
});

test('a low vertebra and a slip are said, with their size and direction', () => {
  const level = (slip: number | null) =>
    ({ level: 'L4-L5', measurements: { slip } }) as unknown as LevelResult;
  const low = { vertebra: 'L1', heightLoss: 0.36, genant: 2 } as const;
  expect(abnormalMeasurements([level(2), level(null)], [{ ...low, heightLoss: 0.2 }])).toEqual([]);
  const [body, forward, backward] = abnormalMeasurements([level(6.2), level(-7)], [low]);
  expect(body).toMatchObject({ code: 'vertebra-low', values: { vertebra: 'L1', percent: 36 } });
  expect(forward!.text).toContain('6 mm in front');
  expect(backward!.text).toContain('7 mm behind');
});

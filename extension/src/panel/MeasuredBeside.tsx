import {
  CANAL_CRITERIA,
  MEASURED_BEHIND,
  meyerding,
  MIDDLE_HEIGHT_MM,
  SLIP_ERROR_MM,
  type Condition,
  type Criterion,
  type GradingKey,
} from '../findings';
import type { LevelResult } from '../analysis/levelResult';
import { useTexts, type Translate } from './useTexts';

const ROMAN = ['I', 'II', 'III', 'IV', 'V'] as const;

interface Line {
  readonly words: string;
  /** The publication in full. */
  readonly citation?: string;
}

/** '10.5 mm (relative stenosis < 12, absolute stenosis < 10; Verbiest 1976)' */
function beside(measured: string, { thresholds, source, citation }: Criterion, t: Translate): Line {
  const said = thresholds.map(({ below, means }) => `${t(`means-${means}`)} < ${below}`);
  const words = `${measured} ${t('published', { thresholds: said.join(', '), source })}`;
  return { words, citation };
}

function canal({ measurements: { canalAp, canalArea } }: LevelResult, t: Translate): Line[] {
  const { ap, area } = CANAL_CRITERIA;
  return [
    ...(canalAp ? [beside(t('measuredAp', { mm: canalAp.mm.toFixed(1) }), ap, t)] : []),
    ...(typeof canalArea === 'number'
      ? [beside(t('measuredArea', { area: canalArea.toFixed(0) }), area, t)]
      : []),
  ];
}

function height({ level, measurements }: LevelResult, t: Translate): Line[] {
  const { middle } = measurements.discHeight;
  const usual = MIDDLE_HEIGHT_MM[level];
  if (!middle) {
    return [];
  }
  const words = [
    t('measuredHeight', { mm: middle.mm.toFixed(1) }),
    ...(usual ? [t('usualHeight', { mean: usual.mean.toFixed(1), sd: usual.sd.toFixed(1) })] : []),
  ];
  return [{ words: words.join(' ') }];
}

function slip({ measurements: { slip: mm, discDepth } }: LevelResult, t: Translate): Line[] {
  if (typeof mm !== 'number') {
    return [];
  }
  const key = mm < 0 ? 'measuredSlipBack' : 'measuredSlip';
  const measured = t(key, { mm: Math.abs(mm).toFixed(1), error: SLIP_ERROR_MM });
  const grade = meyerding(mm, discDepth ?? 0);
  const graded = grade === null ? '' : `; ${t('measuredMeyerding', { grade: ROMAN[grade - 1]! })}`;
  return [{ words: measured + graded }];
}

const LINES = { canal, height, slip } as const;

/** The measured values behind a grade beside what is published of them. They decide nothing. */
export function MeasuredBeside(props: {
  readonly level: LevelResult;
  readonly what: Condition | GradingKey;
}) {
  const t = useTexts();
  const behind = MEASURED_BEHIND[props.what];
  const lines = behind ? LINES[behind](props.level, t) : [];
  return lines.length > 0 ? (
    <div className="deepspine-hint" data-cy="deepspine-measured">
      {lines.map(({ words, citation }) => (
        <p key={words} title={citation}>
          {words}
        </p>
      ))}
    </div>
  ) : null;
}

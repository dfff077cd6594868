import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import type { LengthMeasurement, LevelResult } from '../analysis/levelResult';
import { isReal, type Condition, type Evidence, type Level } from '../findings';
import { evidenceFigure, evidenceWords } from './evidenceWords';
import { useTexts } from './useTexts';

/** Lengths beside the grades; the table below has all of them. */
const LENGTHS: readonly {
  readonly text: 'rowCanalAp' | 'rowDiscHeight';
  readonly of: (level: LevelResult) => LengthMeasurement | null;
}[] = [
  { text: 'rowCanalAp', of: ({ measurements }) => measurements.canalAp },
  { text: 'rowDiscHeight', of: ({ measurements }) => measurements.discHeight.middle },
];

interface GridTableProps {
  readonly levels: readonly Level[];
  readonly conditions: readonly Condition[];
  /** How well a row's grades are tested; missing while nothing is graded. */
  readonly evidenceOf?: (condition: Condition) => Evidence | null;
  /** A cell of its own, td included. */
  readonly cellOf: (level: Level, condition: Condition) => ReactNode;
  /** null: not there yet. */
  readonly resultOf: (level: Level) => LevelResult | null;
  /** Nothing in it can be chosen. */
  readonly disabled?: boolean;
  readonly onKeyDown?: KeyboardEventHandler;
  readonly tableRef?: Ref<HTMLTableElement>;
}

/** Conditions by levels, and lengths below: the same rows and columns before and after grades are there. */
export function GridTable(props: GridTableProps) {
  const { levels, conditions, evidenceOf, cellOf, resultOf, disabled, onKeyDown, tableRef } = props;
  const t = useTexts();
  return (
    <table
      ref={tableRef}
      className="deepspine-grid"
      data-cy="deepspine-grid"
      role="grid"
      aria-label={t('gridName')}
      aria-disabled={disabled}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr role="row">
          <th scope="col" role="columnheader">
            <span className="deepspine-hidden">{t('condition')}</span>
          </th>
          {levels.map(level => (
            <th key={level} scope="col" role="columnheader" title={level}>
              {/* 'L4-' over 'L5': the one notation of a level, in a narrow column. */}
              {level.split(/(?<=-)/).map(part => (
                <span key={part}>{part}</span>
              ))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {conditions.map(condition => (
          <tr key={condition} role="row">
            <RowHeader condition={condition} evidence={evidenceOf?.(condition)} />
            {levels.map(level => cellOf(level, condition))}
          </tr>
        ))}
        {LENGTHS.map(({ text, of }) => (
          <tr key={text} role="row" className="deepspine-lengths">
            <th scope="row" role="rowheader">
              {t(text)}
            </th>
            {levels.map(level => {
              const result = resultOf(level);
              return (
                <td key={level} role="gridcell">
                  {result ? (of(result)?.mm.toFixed(1) ?? '–') : '…'}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface RowHeaderProps {
  readonly condition: Condition;
  /** null: not known; undefined: nothing is graded yet. */
  readonly evidence: Evidence | null | undefined;
}

/** A row's condition, and by what its grades were tested: ● real labels, ○ simulated images only. */
function RowHeader({ condition, evidence }: RowHeaderProps) {
  const t = useTexts();
  const name = t(`condition-${condition}`);
  const words = evidence === undefined ? '' : evidenceWords(evidence, t);
  return (
    <th
      scope="row"
      role="rowheader"
      title={[name, words].filter(Boolean).join('. ')}
      data-cy={`deepspine-row-${condition}`}
      data-evidence={evidence === undefined ? undefined : isReal(evidence) ? 'real' : 'simulated'}
    >
      {evidence !== undefined && (
        <span className="deepspine-evidence-mark" aria-hidden="true">
          {isReal(evidence) ? '●' : '○'}
        </span>
      )}
      <span className="deepspine-narrow">{t(`row-${condition}`)}</span>
      <span className="deepspine-wide">{name}</span>
      {isReal(evidence ?? null) && (
        <span className="deepspine-wide deepspine-hint"> {evidenceFigure(evidence ?? null)}</span>
      )}
      <span className="deepspine-hidden">{words}</span>
    </th>
  );
}

import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import type { LengthMeasurement, LevelResult } from '../analysis/types';
import type { Condition, Level } from '../findings';
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
  const { levels, conditions, cellOf, resultOf, disabled, onKeyDown, tableRef } = props;
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
              {level.split('-').map(vertebra => (
                <span key={vertebra}>{vertebra}</span>
              ))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {conditions.map(condition => (
          <tr key={condition} role="row">
            <th scope="row" role="rowheader" title={t(`condition-${condition}`)}>
              <span className="deepspine-narrow">{t(`row-${condition}`)}</span>
              <span className="deepspine-wide">{t(`condition-${condition}`)}</span>
            </th>
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

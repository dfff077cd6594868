import { useRef, type KeyboardEvent } from 'react';
import { changeSince, type Condition } from '../findings';
import type { LengthMeasurement, LevelResult } from '../analysis/types';
import type { ReportCheck } from '../report/check';
import { findingAt, type Cell, type GradedStudy } from '../viewer/state';
import { GradeCell } from './GradeCell';
import { cellAfter, decideByKey } from './gridKeys';
import { useSession, useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

interface FindingsGridProps {
  readonly study: GradedStudy;
  /** The comparison with a pasted report; null where there is none. */
  readonly check: ReportCheck | null;
  /** Whether cells show probabilities. */
  readonly confidence: boolean;
}

/** Lengths beside the grades; the table below has all of them. */
const LENGTHS: readonly {
  readonly text: 'rowCanalAp' | 'rowDiscHeight';
  readonly of: (level: LevelResult) => LengthMeasurement | null;
}[] = [
  { text: 'rowCanalAp', of: ({ measurements }) => measurements.canalAp },
  { text: 'rowDiscHeight', of: ({ measurements }) => measurements.discHeight.middle },
];

/** Conditions by levels. Arrow keys move, Enter shows; the letters and digits are those of gridKeys. */
export function FindingsGrid({ study, check, confidence }: FindingsGridProps) {
  const session = useSession();
  const { selected, prior, configuration } = useSessionState();
  const t = useTexts();
  const table = useRef<HTMLTableElement>(null);
  const { levels } = study;
  const { conditions } = configuration;
  const current: Cell = selected ?? {
    level: levels[0]?.level ?? 'L1-L2',
    condition: conditions[0] ?? 'SCS',
  };

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const names = levels.map(({ level }) => level);
    const next = cellAfter(event.key, current, names, conditions);
    if (next) {
      void session.select(next);
      table.current
        ?.querySelector<HTMLElement>(`[data-cy="deepspine-cell-${next.level}-${next.condition}"]`)
        ?.focus();
    } else if (!selected || !decideByKey(event.key, selected, study, session)) {
      return;
    }
    // The viewer's own hotkeys (arrows scroll the images) must not act as well.
    event.preventDefault();
    event.stopPropagation();
  }

  const rowOf = (condition: Condition) => (
    <tr key={condition} role="row">
      <th scope="row" role="rowheader" title={t(`condition-${condition}`)}>
        <span className="deepspine-narrow">{t(`row-${condition}`)}</span>
        <span className="deepspine-wide">{t(`condition-${condition}`)}</span>
      </th>
      {levels.map(({ level, findings }) => {
        const finding = findings.find(f => f.condition === condition);
        const isCurrent = current.level === level && current.condition === condition;
        return finding ? (
          <GradeCell
            key={level}
            finding={finding}
            change={prior && changeSince(findingAt(prior, { level, condition }), finding)}
            disagreement={check?.disagreements.find(
              d => d.level === level && d.condition === condition
            )}
            selected={selected !== null && isCurrent}
            focusable={isCurrent}
            confidence={confidence}
            onSelect={() => void session.select({ level, condition })}
          />
        ) : (
          <td key={level} role="gridcell" />
        );
      })}
    </tr>
  );

  return (
    <table
      ref={table}
      className="deepspine-grid"
      data-cy="deepspine-grid"
      role="grid"
      aria-label={t('gridName')}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr role="row">
          <th scope="col" role="columnheader">
            <span className="deepspine-hidden">{t('condition')}</span>
          </th>
          {levels.map(({ level }) => (
            <th key={level} scope="col" role="columnheader" title={level}>
              {level.split('-').map(vertebra => (
                <span key={vertebra}>{vertebra}</span>
              ))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {conditions.map(rowOf)}
        {LENGTHS.map(({ text, of }) => (
          <tr key={text} role="row" className="deepspine-lengths">
            <th scope="row" role="rowheader">
              {t(text)}
            </th>
            {levels.map(level => (
              <td key={level.level} role="gridcell">
                {of(level)?.mm.toFixed(1) ?? '–'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { useEffect, useRef, type KeyboardEvent } from 'react';
import { changeSince, isReal, type Condition, type Level } from '../findings';
import type { ReportCheck } from '../reporting/check';
import { findingAt, type Cell, type GradedStudy } from '../viewer/study/state';
import { conditionEvidence, findingEvidence, pileOf } from '../viewer/study/piles';
import { GradeCell } from './GradeCell';
import { cellAfter, reviewByKey } from './gridKeys';
import { GridTable } from './GridTable';
import { useSession, useSessionState } from './SessionContext';

interface FindingsGridProps {
  readonly study: GradedStudy;
  /** The comparison with a pasted report; null where there is none. */
  readonly check: ReportCheck | null;
  /** Whether cells show probabilities. */
  readonly confidence: boolean;
}

/** Conditions by levels. Arrow keys move, Enter shows; the letters and digits are those of gridKeys. */
export function FindingsGrid({ study, check, confidence }: FindingsGridProps) {
  const session = useSession();
  const { selected, prior, configuration } = useSessionState();
  const table = useRef<HTMLTableElement>(null);
  const { levels } = study;
  const { conditions } = configuration;
  const current: Cell = selected ?? {
    level: levels[0]?.level ?? 'L1-L2',
    condition: conditions[0] ?? 'SCS',
  };

  // Also where the review went on by itself: the cell is in sight, and has the focus where the grid had it.
  useEffect(() => {
    const cell =
      selected &&
      table.current?.querySelector<HTMLElement>(
        `[data-cy="deepspine-cell-${selected.level}-${selected.condition}"]`
      );
    if (cell) {
      cell.scrollIntoView({ block: 'nearest' });
      if (table.current?.contains(document.activeElement)) {
        cell.focus();
      }
    }
  }, [selected]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const names = levels.map(({ level }) => level);
    const next = cellAfter(event.key, current, names, conditions);
    if (next) {
      void session.select(next);
    } else if (!reviewByKey(event.key, session)) {
      return;
    }
    // The viewer's own hotkeys (arrows scroll the images) must not act as well.
    event.preventDefault();
    event.stopPropagation();
  }

  function cellOf(level: Level, condition: Condition) {
    const finding = findingAt(study, { level, condition });
    const isCurrent = current.level === level && current.condition === condition;
    return finding ? (
      <GradeCell
        key={level}
        finding={finding}
        pile={pileOf(finding, study.models)}
        real={isReal(findingEvidence(finding, study.models))}
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
  }

  return (
    <GridTable
      tableRef={table}
      levels={levels.map(({ level }) => level)}
      conditions={conditions}
      evidenceOf={condition => conditionEvidence(study, condition)}
      cellOf={cellOf}
      resultOf={level => levels.find(result => result.level === level) ?? null}
      onKeyDown={onKeyDown}
    />
  );
}

import { useRef, type KeyboardEvent } from 'react';
import { CONDITION_DEFINITIONS, CONDITIONS, type Condition, type Finding } from '../findings';
import { gradeProbability } from '../viewer/labels';
import type { Cell, GradedStudy } from '../viewer/state';
import { useSession, useSessionState } from './SessionContext';
import { useTexts, type Translate } from './useTexts';

const STATUS_MARK = { suggested: '', accepted: '✓', changed: '✎', rejected: '✕' } as const;

/** Position of a grade on its scale, 0 (normal) .. 1 (worst); null where nothing was graded. */
function severity({ condition, grade }: Finding): number | null {
  if (grade === 'not-graded') {
    return null;
  }
  const { grades } = CONDITION_DEFINITIONS[condition];
  return grades.indexOf(grade) / (grades.length - 1);
}

function cellName(finding: Finding, t: Translate): string {
  const probability = gradeProbability(finding);
  return [
    `${finding.level} ${t(`condition-${finding.condition}`)}: ${t(`grade-${finding.grade}`)}`,
    probability === undefined || finding.source.kind === 'person' ? '' : probability.toFixed(2),
    finding.grade === 'not-graded' ? '' : t(`status-${finding.status}`),
    finding.unsure ? t('unsure') : '',
  ]
    .filter(Boolean)
    .join(', ');
}

interface GradeCellProps {
  readonly finding: Finding;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onSelect: () => void;
}

/** One cell: the grade as a word and as a bar, its status as a mark; never by colour alone. */
function GradeCell({ finding, selected, focusable, onSelect }: GradeCellProps) {
  const t = useTexts();
  const level = severity(finding);
  const { grades } = CONDITION_DEFINITIONS[finding.condition];
  const filled = level === null ? 0 : Math.round(level * (grades.length - 1));
  const name = cellName(finding, t);
  return (
    <td role="gridcell" aria-selected={selected}>
      <button
        type="button"
        className="deepspine-cell"
        data-cy={`deepspine-cell-${finding.level}-${finding.condition}`}
        data-grade={finding.grade}
        data-status={finding.status}
        data-severity={
          level === null ? 'unknown' : level === 0 ? '0' : level < 0.5 ? '1' : level < 1 ? '2' : '3'
        }
        data-unsure={finding.unsure ? '' : undefined}
        tabIndex={focusable ? 0 : -1}
        title={name}
        onClick={onSelect}
      >
        <span className="deepspine-hidden">{name}</span>
        <span className="deepspine-cell-word" aria-hidden="true">
          {t(`short-${finding.grade}`)}
          {finding.unsure ? '?' : ''}
        </span>
        <span className="deepspine-cell-foot" aria-hidden="true">
          <span className="deepspine-bars">
            {grades.slice(1).map((grade, i) => (
              <i key={grade} data-filled={i < filled ? '' : undefined} />
            ))}
          </span>
          {STATUS_MARK[finding.status]}
        </span>
      </button>
    </td>
  );
}

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Conditions by levels. Arrow keys move, Enter shows; a accepts, r rejects, 1-4 give a grade. */
export function FindingsGrid({ study }: { readonly study: GradedStudy }) {
  const session = useSession();
  const { selected } = useSessionState();
  const t = useTexts();
  const table = useRef<HTMLTableElement>(null);
  const { levels } = study;
  const current: Cell = selected ?? {
    level: levels[0]?.level ?? 'L1-L2',
    condition: CONDITIONS[0],
  };

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const step = STEPS[event.key];
    if (step) {
      move(step);
    } else if (selected && !decide(event.key)) {
      return;
    } else if (!selected) {
      return;
    }
    // The viewer's own hotkeys (arrows scroll the images) must not act as well.
    event.preventDefault();
    event.stopPropagation();
  }

  function move([rows, columns]: readonly [number, number]) {
    const row = clamp(CONDITIONS.indexOf(current.condition) + rows, CONDITIONS.length);
    const column = clamp(levels.findIndex(l => l.level === current.level) + columns, levels.length);
    const cell = { level: levels[column]!.level, condition: CONDITIONS[row]! };
    void session.select(cell);
    table.current
      ?.querySelector<HTMLElement>(`[data-cy="deepspine-cell-${cell.level}-${cell.condition}"]`)
      ?.focus();
  }

  function decide(key: string): boolean {
    const finding = levels
      .find(l => l.level === current.level)
      ?.findings.find(f => f.condition === current.condition);
    const grade = CONDITION_DEFINITIONS[current.condition].grades[Number(key) - 1];
    if (grade) {
      session.change(current, grade);
    } else if (finding && finding.grade !== 'not-graded' && (key === 'a' || key === 'r')) {
      (key === 'a' ? session.accept : session.reject)(current);
    } else {
      return false;
    }
    return true;
  }

  const rowOf = (condition: Condition) => (
    <tr key={condition} role="row">
      <th scope="row" role="rowheader" title={t(`condition-${condition}`)}>
        {t(`row-${condition}`)}
      </th>
      {levels.map(({ level, findings }) => {
        const finding = findings.find(f => f.condition === condition);
        const isCurrent = current.level === level && current.condition === condition;
        return finding ? (
          <GradeCell
            key={level}
            finding={finding}
            selected={selected !== null && isCurrent}
            focusable={isCurrent}
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
      <tbody>{CONDITIONS.map(rowOf)}</tbody>
    </table>
  );
}

const clamp = (index: number, length: number): number => Math.max(0, Math.min(length - 1, index));

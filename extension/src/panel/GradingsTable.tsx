import { useState } from 'react';
import {
  evidenceOf,
  gradingChangeSince,
  GRADINGS,
  isAbnormalGrading,
  isReal,
  type Grading,
  type GradingKey,
  type Level,
  type UsedModel,
} from '../findings';
import type { GradedStudy } from '../viewer/study/state';
import { evidenceFigure, evidenceWords } from './evidenceWords';
import { CHANGE_MARK } from './GradeCell';
import { GradingDetail, gradingChangeWords } from './GradingDetail';
import { useSessionState } from './SessionContext';
import { useTexts, type Translate } from './useTexts';

/** What the head of a grading was tested on; null where no level was graded, or nothing is known. */
function evidenceBehind({ levels, models }: GradedStudy, key: GradingKey) {
  const model = levels
    .flatMap(({ gradings = [] }) => gradings)
    .find(({ grading, modelGrade }) => grading === key && modelGrade)?.modelGrade?.model;
  return model ? evidenceOf(models as readonly UsedModel[], model, key) : null;
}

/** '4', 'yes?', 'n/g' */
function gradeWord({ grading, grade, unsure }: Grading, t: Translate): string {
  const word = grading === 'pfirrmann' && grade !== 'not-graded' ? grade : '';
  const presence =
    grade === 'absent' || grade === 'present' || grade === 'not-graded' ? grade : null;
  return `${word || (presence ? t(`short-${presence}`) : grade)}${unsure ? '?' : ''}`;
}

const STATUS_MARK = { suggested: '', accepted: ' ✓', changed: ' ✎', rejected: ' ✕' } as const;

interface CellProps {
  readonly found: Grading | undefined;
  /** The same of an earlier study. */
  readonly before: Grading | undefined;
  readonly t: Translate;
  readonly onSelect: (grading: Grading) => void;
}

function GradingCell({ found, before, t, onSelect }: CellProps) {
  if (!found) {
    return <td>–</td>;
  }
  const { level, grading, grade, modelGrade, unsure } = found;
  const probability =
    grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade]?.toFixed(2);
  const change = gradingChangeSince(before, found);
  const title = [
    ...[`${level} ${t(`grading-${grading}`)}`, probability, unsure ? t('unsure') : ''],
    change ? gradingChangeWords(change, t) : '',
  ]
    .filter(Boolean)
    .join(', ');
  const mark = change ? ` ${CHANGE_MARK[change.kind]}` : '';
  const word = `${gradeWord(found, t)}${mark}${STATUS_MARK[found.status]}`;
  return (
    <td
      title={title}
      data-cy={`deepspine-grading-${level}-${grading}`}
      data-grade={grade}
      data-status={found.status}
      data-change={change?.kind}
      data-abnormal={isAbnormalGrading(grading, grade) ? '' : undefined}
    >
      <button type="button" aria-label={`${title}: ${word}`} onClick={() => onSelect(found)}>
        {word}
      </button>
    </td>
  );
}

/** Degeneration gradings by level, apart from the nine conditions; null where no model made any. */
export function GradingsTable({ study }: { readonly study: GradedStudy }) {
  const t = useTexts();
  const { prior } = useSessionState();
  const [selected, setSelected] = useState<string | null>(null);
  const { levels } = study;
  const earlier = (level: Level, key: GradingKey) =>
    prior?.levels.find(l => l.level === level)?.gradings?.find(g => g.grading === key);
  const shown = levels.flatMap(({ gradings = [] }) => gradings).find(g => g.uid === selected);
  return (
    <>
      <table className="deepspine-measurements deepspine-gradings" data-cy="deepspine-gradings">
        <thead>
          <tr>
            <th scope="col">
              <span className="deepspine-hidden">{t('gradings')}</span>
            </th>
            {levels.map(({ level }) => (
              <th key={level} scope="col">
                {level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {GRADINGS.map(key => {
            const evidence = evidenceBehind(study, key);
            return (
              <tr key={key}>
                <th scope="row" title={evidenceWords(evidence, t)}>
                  <span className="deepspine-evidence-mark" aria-hidden="true">
                    {isReal(evidence) ? '●' : '○'}
                  </span>
                  {t(`grading-${key}`)}{' '}
                  <span className="deepspine-wide">{evidenceFigure(evidence)}</span>
                  <span className="deepspine-hidden">{evidenceWords(evidence, t)}</span>
                </th>
                {levels.map(({ level, gradings = [] }) => (
                  <GradingCell
                    key={level}
                    found={gradings.find(g => g.grading === key)}
                    before={earlier(level, key)}
                    t={t}
                    onSelect={({ uid }) => setSelected(uid)}
                  />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown && (
        <GradingDetail
          grading={shown}
          before={earlier(shown.level, shown.grading)}
          measured={levels.find(l => l.level === shown.level)}
        />
      )}
    </>
  );
}

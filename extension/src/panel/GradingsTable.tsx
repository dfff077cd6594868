import { useState } from 'react';
import {
  evidenceOf,
  GRADINGS,
  isAbnormalGrading,
  isReal,
  type Grading,
  type GradingKey,
  type UsedModel,
} from '../findings';
import type { GradedStudy } from '../viewer/study/state';
import { evidenceFigure, evidenceWords } from './evidenceWords';
import { GradingDetail } from './GradingDetail';
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
  readonly t: Translate;
  readonly onSelect: (grading: Grading) => void;
}

function GradingCell({ found, t, onSelect }: CellProps) {
  if (!found) {
    return <td>–</td>;
  }
  const { level, grading, grade, modelGrade, unsure } = found;
  const probability =
    grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade]?.toFixed(2);
  const title = [`${level} ${t(`grading-${grading}`)}`, probability, unsure ? t('unsure') : '']
    .filter(Boolean)
    .join(', ');
  const word = `${gradeWord(found, t)}${STATUS_MARK[found.status]}`;
  return (
    <td
      title={title}
      data-cy={`deepspine-grading-${level}-${grading}`}
      data-grade={grade}
      data-status={found.status}
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
  const [selected, setSelected] = useState<string | null>(null);
  const { levels } = study;
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
        <GradingDetail grading={shown} measured={levels.find(l => l.level === shown.level)} />
      )}
    </>
  );
}

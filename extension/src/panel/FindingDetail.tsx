import { Button } from '@ohif/ui-next';
import { changeSince, CONDITION_DEFINITIONS, type Finding, type ModelIdentity } from '../findings';
import { findingEvidence } from '../viewer/study/piles';
import { findingAt } from '../viewer/study/state';
import { evidenceWords } from './evidenceWords';
import { MeasuredBeside } from './MeasuredBeside';
import { notGradedWords } from './notGradedWords';
import { useSession, useSessionState } from './SessionContext';
import { useTexts, type Translate } from './useTexts';

const modelName = ({ name, version }: ModelIdentity): string => `${name} ${version}`;

/** Who says so, in one sentence. */
function provenance(finding: Finding, t: Translate): string {
  const { modelGrade, status, grade, source } = finding;
  if (grade === 'not-graded') {
    return notGradedWords(finding, t);
  }
  if (status === 'rejected') {
    return modelGrade
      ? t('rejectedOf', { model: modelName(modelGrade.model) })
      : t('rejectedReader');
  }
  if (source.kind === 'person') {
    return modelGrade
      ? t('changedFrom', {
          grade: t(`grade-${modelGrade.grade}`),
          probability: (modelGrade.probabilities[modelGrade.grade] ?? 0).toFixed(2),
        })
      : t('changedByReader');
  }
  const model = modelName(source.model);
  return t(status === 'accepted' ? 'acceptedOf' : 'suggestedBy', { model });
}

function Probabilities({ finding }: { readonly finding: Finding }) {
  const t = useTexts();
  const { modelGrade } = finding;
  if (!modelGrade) {
    return null;
  }
  return (
    <dl className="deepspine-probabilities" aria-label={t('probabilities')}>
      {CONDITION_DEFINITIONS[finding.condition].grades.map(grade => {
        const probability = modelGrade.probabilities[grade] ?? 0;
        return (
          <div key={grade}>
            <dt>{t(`grade-${grade}`)}</dt>
            <dd>
              <span className="deepspine-bar" aria-hidden="true">
                <span style={{ width: `${probability * 100}%` }} />
              </span>
              <span data-cy={`deepspine-probability-${grade}`}>{probability.toFixed(2)}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The selected finding: what, how sure, by whom and how well tested; and the person's decision. */
export function FindingDetail() {
  const session = useSession();
  const { study, selected, prior } = useSessionState();
  const t = useTexts();
  const finding = selected ? findingAt(study, selected) : undefined;
  if (!study || !finding || !selected) {
    return null;
  }
  const change = prior && changeSince(findingAt(prior, selected), finding);
  const { grades } = CONDITION_DEFINITIONS[finding.condition];
  const { comparator } = finding;
  const level = study.levels.find(one => one.level === finding.level);
  return (
    <section className="deepspine-detail" data-cy="deepspine-detail" aria-label={t('detail')}>
      <h3>
        {finding.level} {t(`condition-${finding.condition}`)}:{' '}
        <strong>{t(`grade-${finding.grade}`)}</strong>
      </h3>
      <p className="deepspine-hint" data-cy="deepspine-provenance">
        {[provenance(finding, t), ...(finding.unsure ? [t('unsure')] : [])].join('. ')}.
        {finding.modelGrade && (
          <span data-cy="deepspine-evidence">
            {' '}
            {evidenceWords(findingEvidence(finding, study.models), t)}.
          </span>
        )}
      </p>
      {prior && change && (
        <p className="deepspine-hint" data-cy="deepspine-change">
          {t('since', {
            date: prior.date,
            change: t(`change-${change.kind}`, { before: t(`grade-${change.before}`) }),
          })}
        </p>
      )}
      <Probabilities finding={finding} />
      {comparator && (
        <p className="deepspine-hint" data-cy="deepspine-comparator">
          {t('measurementsSay', {
            grade: t(`grade-${comparator.grade}`),
            probability: (comparator.probabilities[comparator.grade] ?? 0).toFixed(2),
          })}
        </p>
      )}
      {level && <MeasuredBeside level={level} what={finding.condition} />}
      <div className="deepspine-row" role="group" aria-label={t('changeTo')}>
        {grades.map((grade, index) => (
          <button
            key={grade}
            type="button"
            className="deepspine-grade"
            data-cy={`deepspine-change-${grade}`}
            aria-pressed={finding.grade === grade && finding.status !== 'rejected'}
            title={t('changeHint', { key: index + 1 })}
            onClick={() => session.review.grade(index)}
          >
            {t(`grade-${grade}`)}
          </button>
        ))}
      </div>
      {finding.grade !== 'not-graded' && (
        <div className="deepspine-row">
          <Button
            size="sm"
            variant="secondary"
            data-cy="deepspine-accept"
            disabled={finding.status === 'accepted'}
            title={t('acceptHint')}
            onClick={() => session.review.accept()}
          >
            {t('accept')}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            data-cy="deepspine-reject"
            disabled={finding.status === 'rejected'}
            title={t('rejectHint')}
            onClick={() => session.review.reject()}
          >
            {t('reject')}
          </Button>
        </div>
      )}
    </section>
  );
}

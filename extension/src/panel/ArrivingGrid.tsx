import { Button } from '@ohif/ui-next';
import { changeSince, type Condition, type Level } from '../findings';
import { findingAt, type ArrivingFindings } from '../viewer/study/state';
import { GradeCell } from './GradeCell';
import { GridTable } from './GridTable';
import { useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

function WaitingCell({
  level,
  condition,
}: {
  readonly level: Level;
  readonly condition: Condition;
}) {
  const t = useTexts();
  const name = `${level} ${t(`condition-${condition}`)}: ${t('waiting')}`;
  return (
    <td role="gridcell" title={name}>
      <span className="deepspine-waiting" data-cy={`deepspine-waiting-${level}-${condition}`}>
        <span className="deepspine-hidden">{name}</span>
        <span aria-hidden="true">…</span>
      </span>
    </td>
  );
}

/**
 * A first analysis that is still running: grades level by level, to be read and not yet to be decided on. What
 * waits is neither "none" nor "not graded".
 */
export function ArrivingGrid({ arriving }: { readonly arriving: ArrivingFindings }) {
  const { prior, configuration } = useSessionState();
  const t = useTexts();
  const { levels, graded } = arriving;

  function cellOf(level: Level, condition: Condition) {
    const finding = findingAt({ levels: graded }, { level, condition });
    return finding ? (
      <GradeCell
        key={level}
        finding={finding}
        pile={null}
        real={false}
        change={prior && changeSince(findingAt(prior, { level, condition }), finding)}
        disabled
      />
    ) : (
      <WaitingCell key={level} level={level} condition={condition} />
    );
  }

  return (
    <>
      <GridTable
        levels={levels}
        conditions={configuration.conditions}
        cellOf={cellOf}
        resultOf={level => graded.find(result => result.level === level) ?? null}
        disabled
      />
      <section className="deepspine-section">
        <div className="deepspine-row">
          <Button size="sm" variant="secondary" data-cy="deepspine-accept-all" disabled>
            {t('acceptAllLater')}
          </Button>
        </div>
        <p className="deepspine-hint" data-cy="deepspine-arriving" role="status">
          {t('arriving', { graded: graded.length, levels: levels.length })}
        </p>
      </section>
    </>
  );
}

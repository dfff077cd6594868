import { Button } from '@ohif/ui-next';
import { useEffect, useRef } from 'react';
import type { ExplainedVolume, Explanation } from '../analysis/grade/occlusion';
import type { Finding } from '../findings';
import { isRunning } from '../viewer/study/state';
import { heatImage } from './heatImage';
import { useSession, useSessionState } from './SessionContext';
import { useSentences } from './useSentences';
import { useTexts } from './useTexts';

/** Smaller changes of the probability are noise. */
const MATTERS = 0.02;

const largest = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, b), 0);

function VolumeImage(props: { readonly volume: ExplainedVolume; readonly strongest: number }) {
  const { volume, strongest } = props;
  const { rows, columns, kind, available } = volume;
  const t = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(new ImageData(heatImage(volume, strongest), columns, rows), 0, 0);
  }, [volume, strongest, rows, columns]);
  const caption = t(available ? `volume-${kind}` : 'volume-absent');
  return (
    <figure>
      {available && (
        <canvas
          ref={canvas}
          width={columns}
          height={rows}
          role="img"
          aria-label={caption}
          data-cy={`deepspine-heat-${kind}`}
        />
      )}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

function Explained({ explanation }: { readonly explanation: Explanation }) {
  const { grade, probability, volumes } = explanation;
  const t = useTexts();
  const strongest = Math.max(...volumes.map(({ fall }) => largest(fall)));
  const matters = strongest >= MATTERS;
  return (
    <>
      <p className="deepspine-hint" data-cy="deepspine-explanation" role="status">
        {t(matters ? 'explained' : 'explainedNothing', {
          grade: t(`grade-${grade}`),
          before: probability.toFixed(2),
          after: (probability - strongest).toFixed(2),
        })}
      </p>
      <div className="deepspine-volumes">
        {volumes.map(volume => (
          <VolumeImage key={volume.kind} volume={volume} strongest={matters ? strongest : 0} />
        ))}
      </div>
    </>
  );
}

/** What the grader saw of the disc and which places drove its grade, computed when asked for. */
export function GradeExplanation({ finding }: { readonly finding: Finding }) {
  const session = useSession();
  const state = useSessionState();
  const t = useTexts();
  const say = useSentences();
  const { level, condition, modelGrade } = finding;
  const shown = state.explanation;
  const explanation =
    shown?.cell.level === level && shown.cell.condition === condition ? shown : null;
  if (!modelGrade) {
    return null;
  }
  return (
    <div data-cy="deepspine-explain-state" data-kind={explanation?.kind}>
      {explanation?.kind === 'ready' ? (
        <Explained explanation={explanation.explanation} />
      ) : (
        <Button
          size="sm"
          variant="ghost"
          data-cy="deepspine-explain"
          disabled={explanation?.kind === 'running' || isRunning(state)}
          onClick={() => void session.explain({ level, condition })}
        >
          {explanation?.kind === 'running'
            ? t('explaining', { percent: Math.round(explanation.fraction * 100) })
            : t('explain')}
        </Button>
      )}
      {explanation?.kind === 'failed' && (
        <p className="deepspine-error" role="alert">
          {t('explainFailed', { reason: say(explanation.message) })}
        </p>
      )}
    </div>
  );
}

import { Button } from '@ohif/ui-next';
import { useState } from 'react';
import { copyText } from '../viewer/host/clipboard';
import { useTexts } from './useTexts';

interface CopyButtonProps {
  /** Called when the button is pressed. */
  readonly text: () => string;
  readonly label: string;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly hook: string;
}

/** Copies a text and says whether that worked. */
export function CopyButton({ text, label, title, disabled, hook }: CopyButtonProps) {
  const t = useTexts();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed' | null>(null);
  return (
    <span className="deepspine-row">
      <Button
        size="sm"
        variant="secondary"
        data-cy={hook}
        title={title}
        disabled={disabled}
        onBlur={() => setOutcome(null)}
        onClick={() =>
          void copyText(text()).then(done => setOutcome(done ? 'copied' : 'copyFailed'))
        }
      >
        {label}
      </Button>
      <span role="status" className="deepspine-hint">
        {outcome && t(outcome)}
      </span>
    </span>
  );
}

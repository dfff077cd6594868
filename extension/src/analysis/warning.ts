import { LEVELS, type Level, type MessageValue, type Said } from '../findings';
import { said } from '../messages';
import type { Arguments, MessageCode } from '../messages/catalogue';

/** Why the names of the levels are in doubt. */
export type NamingCode =
  /** The images end close below the lowest disc. */
  | 'naming-sacrum-not-seen'
  /** The signs at the lumbosacral junction do not agree. */
  | 'naming-junction-unusual'
  /** The lowest disc that was seen looks like L4-L5. */
  | 'naming-lowest-disc-missing'
  /** A small disc below L5-S1 was taken for a remnant within the sacrum. */
  | 'naming-sacral-remnant'
  /** Six lumbar-type vertebrae lie above the lowest mobile disc, or only four do. */
  | 'naming-six-lumbar'
  | 'naming-four-lumbar'
  /** A disc was counted that was not seen. */
  | 'naming-disc-not-seen'
  /** Two discs lie much nearer to each other than their neighbors. */
  | 'naming-short-step'
  /** Several vertebrae hold metal or cement, or none is seen between two discs. */
  | 'naming-signal-void'
  /** Fewer discs than a lumbar spine has, though the images do not end at its top. */
  | 'naming-few-discs';

export type WarningCode =
  | 'no-axial'
  | 'axial-partial'
  | 'axial-displaced'
  | NamingCode
  /** Beside any naming code, as a sum of them; in reports of earlier versions alone. */
  | 'level-count-uncertain'
  | 'level-cut-off'
  | 'levels-renumbered'
  | 'canal-ends'
  | 'sac-tapers'
  | 'fewer-slices'
  | 'duplicate-slices'
  | 'echoes-mixed'
  | 'gap-in-slices'
  | 'images-left-out'
  | 'misplaced-slices'
  | 'series-split'
  | 'series-substituted'
  | 'conditions-not-graded'
  | 'sequence-unusual'
  | 'images-unlike-training'
  | 'contrast-unusual'
  | 'fat-suppressed'
  | 'column-curved'
  | 'vertebra-low'
  | 'vertebra-slipped'
  | 'position-doubtful'
  | 'spine-small'
  | 'signal-void'
  | 'slices-shifted';

export interface Warning extends Said {
  readonly code: WarningCode;
  readonly level?: Level;
}

const isLevel = (value: MessageValue | undefined): value is Level =>
  LEVELS.some(level => level === value);

/** A warning of the catalogue; `level` among its values is the level that it is of. */
export function warning<Code extends MessageCode & WarningCode>(
  code: Code,
  ...values: Arguments<Code>
): Warning {
  const message = said(code, ...values);
  const { level } = message.values;
  return isLevel(level) ? { ...message, level } : message;
}

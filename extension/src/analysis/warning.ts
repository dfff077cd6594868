import { LEVELS, type Level, type MessageValue } from '../findings';
import { said } from '../messages';
import type { Arguments, MessageCode } from '../messages/catalogue';
import type { Warning, WarningCode } from './types';

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

import { analysis, NOW, source, uidSequence } from '../../../../test/record/phantom';
import { warning, type Warning } from '../../analysis/warning';
import { part } from '../../messages';
import { OWN } from '../codes';
import { asRead, fromPart10, toPart10 } from '../part10/part10';
import { buildStructuredReport } from './build';
import { readStructuredReport } from './read';
import { child, children } from './tree';

const stored = (warnings: readonly Warning[]) =>
  fromPart10(
    toPart10(
      buildStructuredReport({ ...analysis(), warnings }, source(), {
        now: NOW,
        uid: uidSequence('warnings'),
      })
    )
  );
const readWarnings = (dataset: ReturnType<typeof stored>) =>
  readStructuredReport(asRead(dataset))!.record.warnings;

const SAID = [
  warning('axial-partial', { context: 'reformatted', level: 'L4-L5' }),
  warning('gap-in-slices', { series: '“Sag T2”', count: 2 }),
  warning('conditions-not-graded', { conditions: [part('condition-LFT'), part('condition-EL')] }),
  warning('contrast-unusual'),
];

it('stores a warning with its values, so that it can be read in any language', () => {
  expect(readWarnings(stored(SAID))).toEqual(SAID);
});

it('reads a sentence of another version as it was written', () => {
  const dataset = stored(SAID);
  const list = children(child(dataset, OWN.warnings)!, OWN.warning);
  list[0]!.TextValue = 'L4-L5 is beyond the axial series.';
  child(list[1]!, OWN.warningValues)!.TextValue = '{"series":';
  expect(readWarnings(dataset).slice(0, 3)).toEqual([
    { code: 'axial-partial', level: 'L4-L5', text: 'L4-L5 is beyond the axial series.' },
    { code: 'gap-in-slices', text: SAID[1]!.text },
    SAID[2],
  ]);
});

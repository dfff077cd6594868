import { buildStacks } from '../../imaging/stacks';
import { volumeCutter } from '../grade/discVolumes';
import { PHANTOM, phantomSeries } from '../testing/phantom';
import type { WarningCode } from '../types';
import { axialWarnings } from './warnings';

const [stack] = buildStacks(phantomSeries(PHANTOM)).stacks;

const codes = (...said: WarningCode[]) =>
  axialWarnings(
    [],
    { axial: [], warnings: said.map(code => ({ code, text: '' })) },
    volumeCutter(stack!, [], null),
    { grading: null }
  ).map(({ code }) => code);

it('axial images at a wrong place are not said to be missing beside that', () => {
  expect(codes()).toEqual(['no-axial']);
  expect(codes('images-left-out')).toEqual(['no-axial']);
  expect(codes('axial-displaced')).toEqual([]);
});

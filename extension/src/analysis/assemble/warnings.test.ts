import { buildStacks } from '../../imaging/stacks';
import { volumeCutter } from '../grade/discVolumes';
import { PHANTOM, phantomSeries } from '../testing/phantom';
import type { WarningCode } from '../warning';
import { axialWarnings } from './warnings';

const [stack] = buildStacks(phantomSeries(PHANTOM)).stacks;

const said = (partial: boolean, ...before: WarningCode[]) =>
  axialWarnings(
    [],
    { axial: [], partial, warnings: before.map(code => ({ code, text: '' })) },
    volumeCutter(stack!, [], null),
    { grading: null }
  );
const codes = (...before: WarningCode[]) => said(false, ...before).map(({ code }) => code);

it('axial images at a wrong place are not said to be missing beside that', () => {
  expect(codes()).toEqual(['no-axial']);
  expect(codes('images-left-out')).toEqual(['no-axial']);
  expect(codes('axial-displaced')).toEqual([]);
});

it('axial images that are not loaded are not said to be missing', () => {
  const [warning] = said(true);
  expect(warning).toMatchObject({ code: 'no-axial', text: expect.stringMatching(/is loaded/) });
  expect(said(false)[0]!.text).toMatch(/^There is no axial T2 series/);
});

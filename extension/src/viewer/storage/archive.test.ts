import { isStoredAlready, listsFailure, storeError } from './archive';

describe('an archive’s answer', () => {
  it.each([
    ['JSON', '{"00081198":{"vr":"SQ","Value":[{"00081197":{"vr":"US","Value":[272]}}]}}', true],
    ['JSON, an array', '[{"00081198":{"vr":"SQ","Value":[{}]}}]', true],
    ['JSON of a success', '{"00081199":{"vr":"SQ","Value":[{}]}}', false],
    ['an empty list of failures', '{"00081198":{"vr":"SQ"}}', false],
    ['XML', '<NativeDicomModel><DicomAttribute keyword="FailedSOPSequence"/>', true],
    ['nothing', '', false],
  ])('in %s says whether something was not taken', (_form, answer, failed) => {
    expect(listsFailure(answer)).toBe(failed);
  });

  it('becomes one sentence that says that nothing is lost', () => {
    const refused = storeError(409, false, '{"00081197":{"vr":"US","Value":[272]}}', undefined);
    expect(refused.code).toBe('archive-refused');
    expect(refused.message).toBe(
      'The archive refused the report (it does not take this object, HTTP 409, failure reason 110H); ' +
        'the findings are kept here: save again, or download the report.'
    );
    expect(storeError(507, false, '', undefined).message).toContain('it is full');
  });

  it('that never comes is told from a refusal', () => {
    const unreachable = storeError(0, false, '', undefined);
    expect(unreachable.code).toBe('archive-unreachable');
    expect(unreachable.message).toContain('could not be reached');
    expect(storeError(0, true, '', undefined).message).toContain('did not answer');
  });

  it.each([
    ['has it already', 0x0111, true],
    ['cannot take it', 0x0110, false],
  ])('says that it %s', (_what, reason, already) => {
    const answer = `{"00081198":{"vr":"SQ","Value":[{"00081197":{"vr":"US","Value":[${reason}]}}]}}`;
    expect(isStoredAlready(answer)).toBe(already);
  });
});

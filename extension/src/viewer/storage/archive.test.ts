import { storeProblem, type StoreEnd } from './archive';

const end = (change: Partial<StoreEnd>): StoreEnd => ({
  status: 200,
  sent: true,
  timedOut: false,
  text: '',
  failure: null,
  ...change,
});
const failure = { cause: new Error('request failed') };
const failed = (reason: number) =>
  `{"00081198":{"vr":"SQ","Value":[{"00081197":{"vr":"US","Value":[${reason}]}}]}}`;
const XML_OF_NO_FAILURE =
  '<NativeDicomModel><DicomAttribute tag="00081198" vr="SQ" keyword="FailedSOPSequence"/></NativeDicomModel>';

describe('an archive’s answer', () => {
  it.each([
    ['a plain success', end({})],
    ['an empty 204', end({ status: 204 })],
    ['a success that the data source does not know', end({ status: 201, failure })],
    ['an empty list of failures', end({ text: '{"00081198":{"vr":"SQ"}}' })],
    ['an empty list of failures in XML', end({ text: XML_OF_NO_FAILURE })],
    [
      'a warning',
      end({ status: 202, text: '{"00081199":{"Value":[{"00081196":{"Value":[45063]}}]}}' }),
    ],
    ['that it has it already', end({ status: 409, failure, text: failed(0x0111) })],
    [
      'that it has it already, as Azure says it',
      end({ status: 409, failure, text: failed(45070) }),
    ],
    ['that it has it already, as a success', end({ status: 202, text: failed(45070) })],
  ])('of %s says that the object is there', (_what, answer) => {
    expect(storeProblem(answer)).toBeNull();
  });

  it.each([
    [
      'a success with a failure in it',
      end({ status: 202, text: failed(272) }),
      'failure reason 0110H',
    ],
    ['a failure', end({ status: 507, failure }), 'it is full'],
    [
      'what it could make nothing of',
      end({ text: failed(272).replace('81198', '8119A') }),
      '0110H',
    ],
  ])('of %s says that it is not', (_what, answer, words) => {
    expect(storeProblem(answer)?.code).toBe('archive-refused');
    expect(storeProblem(answer)?.message).toContain(words);
  });

  it('becomes one sentence that says that nothing is lost', () => {
    expect(storeProblem(end({ status: 409, failure, text: failed(272) }))?.message).toBe(
      'The archive refused the report (it rejected the object, HTTP 409, failure reason 0110H); ' +
        'the findings are kept here: save again, or download the report.'
    );
  });

  it('is not missed where none was asked, as with local files', () => {
    const local = storeProblem(end({ status: 0, sent: false, failure }));
    expect(local?.code).toBe('archive-refused');
    expect(local?.message).toBe(
      'This archive cannot store objects from the viewer; download the report and import it by hand.'
    );
  });

  it('that never comes is told from a refusal', () => {
    const unreachable = storeProblem(end({ status: 0, failure }));
    expect(unreachable?.code).toBe('archive-unreachable');
    expect(unreachable?.message).toContain('could not be reached');
    const late = storeProblem(end({ status: 0, failure, timedOut: true }));
    expect(late?.message).toContain('did not answer');
  });
});

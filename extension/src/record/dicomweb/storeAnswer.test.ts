import { isPassing, readStoreAnswer, reasonCode } from './storeAnswer';

const INSTANCE = '2.25.7';
const item = (reason?: number | string) => ({
  '00081150': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.88.34'] },
  '00081155': { vr: 'UI', Value: [INSTANCE] },
  ...(reason === undefined ? {} : { '00081197': { vr: 'US', Value: [reason] } }),
});
const sequence = (...Value: object[]) => ({ vr: 'SQ', Value });
const json = (answer: object) => readStoreAnswer(JSON.stringify(answer));

const xmlItem = (reason: number) =>
  `<Item number="1"><DicomAttribute tag="00081155" vr="UI"><Value number="1">${INSTANCE}</Value></DicomAttribute>` +
  `<DicomAttribute tag="00081197" vr="US" keyword="FailureReason"><Value number="1"> ${reason} </Value></DicomAttribute></Item>`;
const xml = (...sequences: [string, string][]) =>
  readStoreAnswer(
    `<?xml version="1.0"?><NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">` +
      sequences
        .map(([tag, items]) => `<DicomAttribute vr="SQ" tag="${tag}">${items}</DicomAttribute>`)
        .join('') +
      '</NativeDicomModel>'
  );

describe('an answer to a store request', () => {
  it.each([
    ['as DICOM says, 0111H', item(0x0111)],
    ['as Azure says, 45070', item(45070)],
    ['with the number as text', item('273')],
  ])('that says that the instance is there already is no refusal: %s', (_, failed) => {
    expect(json({ '00081198': sequence(failed) })).toEqual({ refused: [], has: true });
  });

  it.each([
    ['empty', { vr: 'SQ' }],
    ['of no items', sequence()],
    ['of one item that says nothing', sequence({})],
    ['null', null],
  ])('with a list of failures that is %s names none', (_, failed) => {
    const answer = { '00081198': failed, '00081199': sequence(item()) };
    expect(json(answer)).toEqual({ refused: [], has: true });
    expect(json([answer])).toEqual({ refused: [], has: true });
  });

  it('in XML with an empty list of failures names none, whatever the way to write it', () => {
    const taken = ['00081199', xmlItem(1).replace('00081197', '00081196')] as [string, string];
    expect(xml(['00081198', ''], taken)).toEqual({ refused: [], has: true });
    expect(xml(taken, ['00081198', '<Item number="1"></Item>'])).toEqual({
      refused: [],
      has: true,
    });
    const short =
      '<NativeDicomModel><DicomAttribute tag="00081198" vr="SQ" keyword="FailedSOPSequence"/></NativeDicomModel>';
    expect(readStoreAnswer(short)).toEqual({ refused: [], has: false });
  });

  it('in XML names what was refused and why', () => {
    const refused = [{ instance: INSTANCE, reason: 0xa700 }];
    expect(xml(['00081199', xmlItem(1)], ['00081198', xmlItem(0xa700)])).toEqual({
      refused,
      has: true,
    });
    expect(xml(['00081198', xmlItem(0x0111)])).toEqual({ refused: [], has: true });
  });

  it('with a warning has the instance', () => {
    const warned = { ...item(), '00081196': { vr: 'US', Value: [0xb007] } };
    expect(json({ '00081199': sequence(warned) })).toEqual({ refused: [], has: true });
  });

  it('that took one and refused another names the other', () => {
    const answer = { '00081199': sequence(item()), '00081198': sequence(item(0xc122)) };
    expect(json(answer).refused).toEqual([{ instance: INSTANCE, reason: 0xc122 }]);
  });

  it('names what it could make nothing of, and reads tags in lower case', () => {
    const other = { '0008119a': sequence({ '00081197': { vr: 'US', Value: [0xa700] } }) };
    expect(json(other).refused).toEqual([{ instance: null, reason: 0xa700 }]);
  });

  it('refuses without a reason where it names an instance as failed', () => {
    expect(json({ '00081198': sequence(item()) }).refused).toEqual([
      { instance: INSTANCE, reason: null },
    ]);
  });

  it.each(['', 'OK', '<html>503</html>', 'null', '7', '[]', '{"error":"full"}', '<Item><Item>'])(
    'that is “%s” says nothing of instances',
    body => expect(readStoreAnswer(body)).toEqual({ refused: [], has: false })
  );

  it('is read in time that grows with its length', () => {
    const body = '<DicomAttribute tag="00081198"><Item '.repeat(30_000);
    expect(readStoreAnswer(body).refused).toEqual([]);
  });
});

test('a reason may pass or not, and has the form in which the standard lists it', () => {
  expect([0x0110, 0xa700, 0xa7ff, 45071].map(isPassing)).toEqual([true, true, true, true]);
  expect([0x0122, 0xa900, 0xc000, null].map(isPassing)).toEqual([false, false, false, false]);
  expect([reasonCode(0x111), reasonCode(0xa700)]).toEqual(['0111H', 'A700H']);
});

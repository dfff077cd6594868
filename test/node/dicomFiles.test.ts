import { COLUMNS, DEPTHS, image, pixelData, readSeries, ROWS, values, words } from './dicomImages';
import { encodeJpegLs } from './encoders';
import { part10, type TestElement, type TestFile } from './part10';

describe('broken and foreign files', () => {
  const depth = DEPTHS[1]!;
  const bytes = words(values(12, false), 2);
  const whole = part10({
    transferSyntax: '1.2.840.10008.1.2.1',
    elements: [...image(depth), pixelData(bytes)],
  });
  const compressed = async (): Promise<Buffer> =>
    part10({
      transferSyntax: '1.2.840.10008.1.2.4.80',
      elements: image(depth),
      frames: [[await encodeJpegLs({ rows: ROWS, columns: COLUMNS, bits: 12, bytes })]],
    });

  test('cut off in the header, in the pixels, in a fragment', async () => {
    for (const file of [whole.subarray(0, 300), whole.subarray(0, -20)]) {
      await expect(readSeries(file)).rejects.toMatchObject({
        code: 'corrupt-file',
        message: expect.stringMatching(/0\.dcm is cut off/),
      });
    }
    const jpegLs = await compressed();
    for (const cut of [4, 8, 30, 100]) {
      await expect(readSeries(jpegLs.subarray(0, -cut))).rejects.toMatchObject({
        code: 'corrupt-file',
      });
    }
  });

  test.each(['80', '90', '201', '70', '50'])('garbage in a frame of 1.2…4.%s', async syntax => {
    const garbage = Uint8Array.from({ length: 200 }, (_, i) => (i * 37 + 11) % 256);
    const file: TestFile = {
      transferSyntax: `1.2.840.10008.1.2.4.${syntax}`,
      elements: image(DEPTHS[0]!),
      frames: [[garbage]],
    };
    await expect(readSeries(file)).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  test.each<[string, TestElement, string, RegExp]>([
    ['color', { tag: 0x00280004, vr: 'CS', value: 'RGB' }, 'unsupported-file', /color/],
    ['32 bits', { tag: 0x00280100, vr: 'US', value: 32 }, 'unsupported-file', /32 bits/],
    ['no position', { tag: 0x00200032, vr: 'DS', value: '' }, 'bad-geometry', /Image Position/],
    ['no spacing', { tag: 0x00280030, vr: 'DS', value: '0\\0' }, 'bad-geometry', /spacing of 0/],
    [
      'no direction',
      { tag: 0x00200037, vr: 'DS', value: '0\\0\\0\\0\\0\\0' },
      'bad-geometry',
      /no d/,
    ],
    ['no series', { tag: 0x0020000e, vr: 'UI', value: '' }, 'corrupt-file', /series/],
    ['impossible bits', { tag: 0x00280101, vr: 'US', value: 17 }, 'corrupt-file', /contradicts/],
  ])('%s', async (_name, element, code, message) => {
    const file: TestFile = {
      transferSyntax: '1.2.840.10008.1.2.1',
      elements: [...image(depth, [element]), pixelData(bytes)],
    };
    await expect(readSeries(file)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('a video transfer syntax, a file without preamble, text', async () => {
    const video = part10({
      transferSyntax: '1.2.840.10008.1.2.4.102',
      elements: image(depth),
      frames: [[bytes]],
    });
    for (const file of [video, whole.subarray(132), Buffer.from('study_id,level\n1,2\n')]) {
      await expect(readSeries(file)).rejects.toMatchObject({
        code: 'unsupported-file',
        message: expect.stringMatching(/0\.dcm is /),
      });
    }
  });

  test('the same image in two files', async () => {
    await expect(readSeries(whole, whole)).rejects.toMatchObject({ code: 'duplicate-slices' });
  });
});

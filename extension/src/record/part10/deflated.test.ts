import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { recordObjects } from '../../../../test/record/objects';
import { deflatedPart10 } from './deflated';
import { fromPart10, toPart10 } from './part10';

jest.setTimeout(120_000);

const zlib = promisify(deflateRaw) as (bytes: Uint8Array) => Promise<Buffer>;
const { sr, seg } = recordObjects();

it.each([
  ['the segmentation', seg],
  ['the report', sr],
])('holds %s whole, in a fraction of its size', async (_, dataset) => {
  const plain = toPart10(dataset);
  const deflated = await deflatedPart10(plain, zlib);
  expect(deflated.byteLength).toBeLessThan(plain.byteLength / 8);
  expect(deflated.byteLength % 2).toBe(0);
  const [there, here] = [plain, deflated].map(fromPart10);
  expect(JSON.stringify(here)).toBe(JSON.stringify(there));
  expect(here!.PixelData).toEqual(there!.PixelData);
});

it('is not made of a file that is compressed already', async () => {
  const once = await deflatedPart10(toPart10(sr), zlib);
  await expect(deflatedPart10(once, zlib)).rejects.toThrow('1.2.840.10008.1.2.1.99');
});

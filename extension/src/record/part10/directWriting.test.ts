import { data } from 'dcmjs';
import { recordObjects } from '../../../../test/record/objects';
import type { NaturalizedDataset } from '..';
import { withDirectWriting } from './directWriting';
import { fromPart10 } from './part10';

jest.setTimeout(120_000);

const { DicomDict, DicomMetaDictionary, Tag } = data as {
  DicomDict: new (meta: object) => { dict: object; write(): ArrayBuffer };
  DicomMetaDictionary: { denaturalizeDataset(dataset: object): object };
  Tag: { readonly prototype: { readonly write: unknown } };
};

function written(dataset: NaturalizedDataset): Buffer {
  const { denaturalizeDataset } = DicomMetaDictionary;
  const file = new DicomDict(denaturalizeDataset({ TransferSyntaxUID: '1.2.840.10008.1.2.1' }));
  file.dict = denaturalizeDataset(dataset);
  return Buffer.from(file.write());
}

const { sr, seg } = recordObjects();

it.each<[string, NaturalizedDataset]>([
  ['a report', sr],
  ['a segmentation', seg],
  [
    'no items, no values, odd lengths',
    { PatientName: 'Müller^Ö', PatientID: '', RequestAttributesSequence: [] },
  ],
  [
    'pixels, several values, items within items',
    {
      PixelSpacing: [0.5, 0.25],
      ImageType: ['ORIGINAL', 'PRIMARY'],
      PixelData: Uint8Array.of(1, 2, 3).buffer,
      _vrMap: { PixelData: 'OB' },
      ContentSequence: [{ ContentSequence: [{ TextValue: 'a' }, { TextValue: 'bc' }] }, {}],
    },
  ],
  [
    'text of every kind: empty, of one value, of many, with other letters than ASCII',
    {
      Modality: 'MR',
      StudyDescription: 'Wirbelsäule',
      SeriesDescription: ['a', 'bc', 'dé'],
      AccessionNumber: ['1', '', '23'],
      StudyDate: '20260101',
      AcquisitionDateTime: '20260101120000',
      SOPInstanceUID: '1.2.3',
      ReferencedSOPClassUIDInFile: ['1.2', '1.2.3'],
      SliceThickness: 0.123456789012345678,
      EchoTime: '1.5',
      SeriesNumber: [],
      PatientAge: '040Y',
      RetrieveURL: 'http://localhost/a',
      LongCodeValue: 'x'.repeat(70_000),
      TextValue: 'line\nline\\line',
    },
  ],
  [
    'text that is longer than its representation holds',
    { StudyComments: 'x', PatientComments: 'y'.repeat(70_001), ImageComments: 'z' },
  ],
])('writes the bytes that dcmjs writes by itself: %s', (_, dataset) => {
  const direct = withDirectWriting(() => written(dataset));
  expect(direct.equals(written(dataset))).toBe(true);
  expect(Object.keys(fromPart10(new Uint8Array(direct).buffer)).length).toBeGreaterThan(1);
});

it('leaves dcmjs as it was, after an error too', () => {
  const { write } = Tag.prototype;
  expect(() =>
    withDirectWriting(() => {
      throw new Error('stopped');
    })
  ).toThrow('stopped');
  expect(Tag.prototype.write).toBe(write);
});

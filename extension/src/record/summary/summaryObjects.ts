import { dicomDate, dicomTime } from '../format';
import { codeItem, SEG_CODE } from '../codes';
import { contributingEquipment, equipment, patientAndStudy } from '../header';
import { PRODUCT, RESEARCH_USE } from '../product';
import type { AnalysisRecord, NaturalizedDataset, ReportSource, WriteContext } from '../record';
import { instanceOf } from '../source';
import type { GrayPicture } from './page';
import { pdfPage } from './pdf';
import { rasterPage } from './raster';
import { summaryPage } from './summaryPage';
import type { SlicePlane } from '../../imaging/types';

export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
export const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1';

/** What the page shows besides the record. */
export interface SummaryInput {
  /** The slice that is shown; null where the images are not at hand. */
  readonly slice: { readonly plane: SlicePlane; readonly picture: GrayPicture } | null;
  /** See SummaryContent. */
  readonly draft: string;
}

/** In which forms the page is wanted. */
export interface SummaryForms {
  readonly image: boolean;
  readonly pdf: boolean;
}

export interface SummaryObjects {
  readonly image: NaturalizedDataset | null;
  readonly pdf: NaturalizedDataset | null;
}

/** 126 dpi: the smallest letters of the page can be read. */
const PIXELS_PER_POINT = 1.75;

const TITLE = 'DeepSPINE summary (research use only)';

/** What both objects say of patient, study, series and equipment. */
function common(
  record: AnalysisRecord,
  source: ReportSource,
  { now, uid }: WriteContext,
  series: { readonly modality: string; readonly number: number }
): NaturalizedDataset {
  const date = dicomDate(now);
  const time = dicomTime(now);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPInstanceUID: uid(),
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    ...patientAndStudy(source.header),
    StudyInstanceUID: record.studyInstanceUID,
    Modality: series.modality,
    SeriesInstanceUID: uid(),
    SeriesNumber: series.number,
    SeriesDescription: TITLE,
    ...equipment(record.models),
    ContributingEquipmentSequence: contributingEquipment(record.models),
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    // Made on a workstation (PS3.3, C.8.6.1); the patient's name stands on the page.
    ConversionType: 'WSD',
    BurnedInAnnotation: 'YES',
  };
}

function sourceReference(source: ReportSource, { slice }: SummaryInput): NaturalizedDataset[] {
  const shown = slice?.plane ?? source.sagittal.slices[0];
  if (!shown) {
    return [];
  }
  const { sopClassUID, sopInstanceUID, frameNumber } = instanceOf(source.sagittal, shown);
  return [
    {
      ReferencedSOPClassUID: sopClassUID,
      ReferencedSOPInstanceUID: sopInstanceUID,
      ...(frameNumber === undefined ? {} : { ReferencedFrameNumber: frameNumber }),
    },
  ];
}

/**
 * A summary of one page, as a Secondary Capture image (PS3.3, A.8.1) and as an Encapsulated PDF (A.45.1): for systems
 * that know no structured report. What is wanted of both is made from the same page.
 */
export async function buildSummary(
  record: AnalysisRecord,
  source: ReportSource,
  input: SummaryInput,
  forms: SummaryForms,
  context: WriteContext
): Promise<SummaryObjects> {
  const { now } = context;
  const page = summaryPage({
    ...{ record, now, header: source.header, draft: input.draft },
    picture: input.slice?.picture ?? null,
    plane: input.slice?.plane ?? null,
  });
  const references = sourceReference(source, input);
  return {
    image: forms.image
      ? imageObject(common(record, source, context, { modality: 'OT', number: 9904 }), {
          ...{ source, references },
          image: rasterPage(page, PIXELS_PER_POINT),
        })
      : null,
    pdf: forms.pdf
      ? pdfObject(common(record, source, context, { modality: 'DOC', number: 9905 }), {
          references,
          file: await pdfPage(page, { title: TITLE, now }),
        })
      : null,
  };
}

const even = (bytes: Uint8Array): ArrayBuffer => {
  const out = new Uint8Array(bytes.length + (bytes.length % 2));
  out.set(bytes);
  return out.buffer;
};

function imageObject(
  attributes: NaturalizedDataset,
  {
    source,
    references,
    image,
  }: {
    readonly source: ReportSource;
    readonly references: readonly NaturalizedDataset[];
    readonly image: ReturnType<typeof rasterPage>;
  }
): NaturalizedDataset {
  const { LossyImageCompression, ...lossy } = Object.fromEntries(
    ['LossyImageCompression', 'LossyImageCompressionRatio', 'LossyImageCompressionMethod'].flatMap(
      keyword => (source.header[keyword] === undefined ? [] : [[keyword, source.header[keyword]]])
    )
  ) as NaturalizedDataset;
  return {
    ...attributes,
    SOPClassUID: SECONDARY_CAPTURE,
    // Unpaired: it has no laterality (PS3.3, C.7.3.1).
    BodyPartExamined: 'LSPINE',
    ImageType: ['DERIVED', 'SECONDARY'],
    DerivationDescription: `${RESEARCH_USE} One page that sums up the findings.`,
    SourceImageSequence: references.map(reference => ({
      ...reference,
      PurposeOfReferenceCodeSequence: [codeItem(SEG_CODE.sourceImage)],
    })),
    DateOfSecondaryCapture: attributes.ContentDate,
    TimeOfSecondaryCapture: attributes.ContentTime,
    SecondaryCaptureDeviceManufacturer: PRODUCT.manufacturer,
    SecondaryCaptureDeviceManufacturerModelName: PRODUCT.model,
    SecondaryCaptureDeviceSoftwareVersions: PRODUCT.version,
    PatientOrientation: '',
    ImageComments: RESEARCH_USE,
    ...(LossyImageCompression === '01' ? { LossyImageCompression, ...lossy } : {}),
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: image.rows,
    Columns: image.columns,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: even(image.pixels),
    _vrMap: { PixelData: 'OB' },
  };
}

function pdfObject(
  attributes: NaturalizedDataset,
  {
    references,
    file,
  }: {
    readonly references: readonly NaturalizedDataset[];
    readonly file: Uint8Array;
  }
): NaturalizedDataset {
  return {
    ...attributes,
    SOPClassUID: ENCAPSULATED_PDF,
    AcquisitionDateTime: '',
    DocumentTitle: TITLE,
    ConceptNameCodeSequence: [],
    VerificationFlag: 'UNVERIFIED',
    SourceInstanceSequence: [...references],
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocumentLength: file.length,
    EncapsulatedDocument: even(file),
    _vrMap: { EncapsulatedDocument: 'OB' },
  };
}

import { codeItem } from './codes';
import type { NaturalizedDataset } from './record';
import { codeOf, items } from './sr/tree';

/** Type 2 attributes of an item that are plain text: present, empty where not known. */
const TEXTS = [
  'AccessionNumber',
  'PlacerOrderNumberImagingServiceRequest',
  'FillerOrderNumberImagingServiceRequest',
  'RequestedProcedureID',
  'RequestedProcedureDescription',
] as const;

function text(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' ? String(first) : '';
}

/** The item of one request; what its own attributes lack stands in the image's header. */
function requestItem(request: NaturalizedDataset, header: NaturalizedDataset): NaturalizedDataset {
  const texts = TEXTS.map(keyword => [keyword, text(request[keyword]) || text(header[keyword])]);
  const procedure = codeOf(request.RequestedProcedureCodeSequence);
  return {
    StudyInstanceUID: text(request.StudyInstanceUID),
    ReferencedStudySequence: items(request.ReferencedStudySequence).map(study => ({
      ReferencedSOPClassUID: text(study.ReferencedSOPClassUID),
      ReferencedSOPInstanceUID: text(study.ReferencedSOPInstanceUID),
    })),
    ...Object.fromEntries(texts),
    RequestedProcedureCodeSequence: procedure ? [codeItem(procedure)] : [],
  };
}

/**
 * The requests that an image's series was made for, from its Request Attributes Sequence (PS3.3,
 * C.7.3.1): one item per request, though each of its scheduled steps has one in the series.
 */
export function requests(header: NaturalizedDataset): NaturalizedDataset[] {
  const byNumber = new Map(
    items(header.RequestAttributesSequence)
      .map(request => requestItem(request, header))
      .map(item => [`${String(item.AccessionNumber)} ${String(item.RequestedProcedureID)}`, item])
  );
  return [...byNumber.values()];
}

/** Referenced Request Sequence (PS3.3, C.17.2); nothing where the source names no request: type 1C. */
export function referencedRequests(
  header: NaturalizedDataset,
  studyInstanceUID: string
): NaturalizedDataset {
  const all = requests(header).map(request => ({
    ...request,
    StudyInstanceUID: request.StudyInstanceUID || studyInstanceUID,
  }));
  return all.length > 0 ? { ReferencedRequestSequence: all } : {};
}

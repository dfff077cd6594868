import { codeItem } from '../codes';
import type { NaturalizedDataset } from '../record';
import { codeOf, items } from './tree';

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
function requestItem(
  request: NaturalizedDataset,
  header: NaturalizedDataset,
  studyInstanceUID: string
): NaturalizedDataset {
  const texts = TEXTS.map(keyword => [keyword, text(request[keyword]) || text(header[keyword])]);
  const procedure = codeOf(request.RequestedProcedureCodeSequence);
  return {
    StudyInstanceUID: text(request.StudyInstanceUID) || studyInstanceUID,
    ReferencedStudySequence: items(request.ReferencedStudySequence).map(study => ({
      ReferencedSOPClassUID: text(study.ReferencedSOPClassUID),
      ReferencedSOPInstanceUID: text(study.ReferencedSOPInstanceUID),
    })),
    ...Object.fromEntries(texts),
    RequestedProcedureCodeSequence: procedure ? [codeItem(procedure)] : [],
  };
}

/**
 * Referenced Request Sequence (PS3.3, C.17.2): the requests for which the source series was made, as its
 * Request Attributes Sequence (C.7.3.1) names them. Nothing where it names none: type 1C.
 */
export function referencedRequests(
  header: NaturalizedDataset,
  studyInstanceUID: string
): NaturalizedDataset {
  // One item per request, though each of its scheduled steps has one in the series.
  const requests = new Map(
    items(header.RequestAttributesSequence)
      .map(request => requestItem(request, header, studyInstanceUID))
      .map(item => [`${String(item.AccessionNumber)} ${String(item.RequestedProcedureID)}`, item])
  );
  return requests.size > 0 ? { ReferencedRequestSequence: [...requests.values()] } : {};
}

/** Whether a text is a report of a lumbar MRI at all, by its title and by what it names. */

const LUMBAR =
  /\b(?:lumbar|lumbo-?\s?sacral|lumbosacral|l\.?\s?s\.?\s?s\.?|l\.?-?\s?s?\.?\s?spine|lss|thoraco-?lumbar|dorso-?lumbar|whole spine|l\.?s\.? spine)\b/i;
const LUMBAR_LEVEL = /\b[lL]\s?[1-5]\s?[-/_.&]\s?[lLsS]?\s?[1-5]|\bL[1-5]\b|\bL\d\d\b/;
const SPINAL =
  /\b(?:disc|disk|canal|thecal|dural|stenosis|foramin\w*|facets?|vertebra\w*|nerve root|spine|spinal|spondyl\w+|bulges?|sac)\b/i;
const OTHER_PART =
  /\b(?:brain|head|skull|neck|cervical|[cdt]\.?-?\s?spine|thoracic|dorsal spine|chest|abdomen|abdominal|pelvis|hips?|knees?|shoulders?|ankle|wrist|elbow|foot|breast|liver|prostate|cardiac|orbits?|sinus(?:es)?|femur|tibia|meniscus|rotator cuff)\b/i;
/** A title of another technique; radiographs and CT are not read as MRI. */
const OTHER_TECHNIQUE =
  /^[\s*#]*(?:exam(?:ination)?|study|procedure|type of exam)?\s*:?\s*(?:ct\b|computed tomography|x-?\s?rays?\b|radiographs?\b|plain film|xr\b|dexa\b|bone densit|bone scan|ultrasound|us\b|pet\b|myelogra)|^[^\n:.]{0,40}\b(?:radiographs?|x-?\s?rays?|computed tomography)\b[^\n.]{0,40}(?:\n|$)/i;
const MRI = /\b(?:mri?|magnetic resonance|t[12][- ]?(?:weighted|w\b|sag|axial)|stir)\b/i;

/** False where the title names another technique, or the text another part of the body only. */
export function isLumbarMri(text: string): boolean {
  const head = text.slice(0, 400);
  if (OTHER_TECHNIQUE.test(head) && !MRI.test(head)) {
    return false;
  }
  if (LUMBAR.test(text) || LUMBAR_LEVEL.test(text)) {
    return true;
  }
  return SPINAL.test(text) ? !OTHER_PART.test(text) || !foreignOnly(text) : !hasContent(text);
}

/** Speaks of another region in its title or first sentence. */
const foreignOnly = (text: string): boolean => {
  const first = /^[\s\S]{0,160}/.exec(text.trimStart())?.[0] ?? '';
  return OTHER_PART.test(first) && MRI.test(first.toUpperCase())
    ? true
    : /cervical|thoracic|\b[cdt]\.?-?\s?spine|\bbrain\b/i.test(first);
};

/** A few words ("Thank you.") are a report in which nothing was found. */
const hasContent = (text: string): boolean =>
  OTHER_PART.test(text) && (MRI.test(text) || /\b(?:ct|x-?ray|ultrasound)\b/i.test(text));

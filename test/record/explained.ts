/** What PixelMed's DicomSRValidator warns of in our reports, and why that stays. */

/** Below the document; what is left of a path after the concept names of the containers above it. */
const REPORT = '^/CONTAINER \\(126000,DCM,"Imaging Measurement Report"\\)';
const GROUP = `${REPORT}/CONTAINER \\(126010,DCM,"Imaging Measurements"\\)/CONTAINER \\(125007,DCM,"Measurement Group"\\)`;
const IN_TEMPLATE = ': Content Item not in template$';

/** Every warning that is left, with the reason why its content item stands where it stands. */
export const EXPLAINED: readonly { readonly path: RegExp; readonly reason: string }[] = [
  {
    path: new RegExp(`${REPORT}/(CONTAINER|TEXT) \\([^,]*,99DEEPSPINE,.*${IN_TEMPLATE}`),
    reason:
      'TID 1500 is extensible: what no template has a place for stands in containers and texts of our own, apart from ' +
      'the Imaging Measurements, so that nobody takes it for a measurement.',
  },
  {
    path: new RegExp(`${REPORT}/TEXT \\(121111,DCM,"Summary"\\)${IN_TEMPLATE}`),
    reason:
      'Says that the report is for research only, where viewers that list the document show it.',
  },
  {
    path: new RegExp(
      `${REPORT}/CONTAINER \\(111028,DCM,"Image Library"\\)/CONTAINER \\(126200,DCM,"Image Library Group"\\)/` +
        `(UIDREF \\(112002,DCM,"Series Instance UID"\\)|CODE \\(series-role,99DEEPSPINE,[^/]*)${IN_TEMPLATE}`
    ),
    reason:
      'Which series is the sagittal and which the axial one; TID 1602 has no descriptor for it.',
  },
  {
    path: new RegExp(
      `${GROUP}/CODE \\((246112005,SCT,"Severity"|121052,DCM,"Presence of property")\\)${IN_TEMPLATE}`
    ),
    reason:
      'The grade: a qualitative evaluation, which TID 1410 (Planar ROI Measurements and Qualitative Evaluations) has ' +
      'taken up since; this validator, of 2022, knows the template by its former name and rows.',
  },
  {
    path: new RegExp(
      `${GROUP}/CODE \\((review-status|model-grade|certainty|not-graded-why),99DEEPSPINE,.*${IN_TEMPLATE}`
    ),
    reason:
      'Further qualitative evaluations: where the finding stands with people and who decided, what the algorithm had said, ' +
      'and how sure it is. No context group of PS3.16 has codes for a finding that a person accepted, changed or rejected.',
  },
  {
    path: new RegExp(
      `${GROUP}/(CODE \\(121005,DCM,"Observer Type"\\)|PNAME \\(121008,DCM,"Person Observer Name"\\))${IN_TEMPLATE}`
    ),
    reason:
      'TID 1003 at the one statement that a person made: the rest of the report is the device’s.',
  },
  {
    path: new RegExp(
      `${GROUP}/TEXT \\((121106,DCM,"Comment"|remark,99DEEPSPINE,"Remark of the reader")\\)${IN_TEMPLATE}`
    ),
    reason:
      'Plain OHIF reads no coded grade: it shows the comment, which says the finding in words.',
  },
  {
    path: new RegExp(
      `${GROUP}/CODE \\(363698007,SCT,"Finding Site"\\)/SCOORD3D ` +
        `\\((128140,DCM,"Representative point"|128141,DCM,"Boundary point")\\)${IN_TEMPLATE}`
    ),
    reason:
      'The place in patient space. As a region of the group it would be a second one, which TID 1410 does not allow, ' +
      'and plain OHIF would draw it on the first series of its frame of reference.',
  },
  {
    path: new RegExp(
      `${GROUP}/NUM \\(122157,DCM,"Probability"\\)/NUM \\(122157,DCM,"Probability"\\)/` +
        `CODE \\((246112005,SCT,"Severity"|121052,DCM,"Presence of property")\\)${IN_TEMPLATE}`
    ),
    reason:
      'Which grade a further probability belongs to: TID 300 has the number (INFERRED FROM) and no row below it. As ' +
      'numbers of the group all would look like the probability of the stated grade.',
  },
];

/** 'Warning: 1.12.1.3: /CONTAINER …: …' without the place, which differs from study to study. */
export const pathOf = (line: string) => line.replace(/^Warning: [\d.]*: /, '');

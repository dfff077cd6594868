import {
  analysis,
  FRAME_UID,
  NOW,
  sagittalSlices,
  source,
  uidSequence,
} from '../../../../test/record/phantom';
import type { Finding, Level } from '../../findings';
import { patientToPixel, pixelToPatient } from '../../imaging/geometry';
import type { Slice } from '../../imaging/types';
import { distance } from '../../imaging/vec3';
import { type Code, codeItem, CONCEPT, GRADE_CODE, OWN, SIDE_CODE, VALUE } from '../codes';
import type { NaturalizedDataset, ReportOptions } from '../record';
import { segmentationReference } from '../seg/reference';
import { buildSegmentation } from '../seg/segmentation';
import { buildStructuredReport, SCHEMA_VERSION } from './build';
import { newestReport, readStructuredReport } from './read';
import { tracks } from './tracking';
import { child, children, codeOf, codeValue, items, textValue, uidValue } from './tree';

jest.setTimeout(120_000);

const options = (seed = 'report'): ReportOptions => ({ now: NOW, uid: uidSequence(seed) });
const segmentation = segmentationReference(
  buildSegmentation(analysis(), source(), { now: NOW, uid: uidSequence('seg') })
);
/** The phantom's images, and the segmentation stored with its report. */
const withSegmentation = () => ({ ...source(), segmentation });
const build = (seed?: string) =>
  buildStructuredReport(analysis(), withSegmentation(), options(seed));

function groupsOf(report: NaturalizedDataset): NaturalizedDataset[] {
  return children(child(report, CONCEPT.imagingMeasurements)!, CONCEPT.measurementGroup);
}

/** The group of a place such as 'L4-L5:LFS'. */
function groupOf(report: NaturalizedDataset, place: string): NaturalizedDataset {
  const [level, key] = place.split(':') as [Level, string];
  const group = groupsOf(report).find(candidate =>
    tracks(textValue(candidate, CONCEPT.trackingIdentifier), level, key)
  );
  expect(group).toBeDefined();
  return group!;
}

const findings = (): Finding[] => analysis().levels.flatMap(level => level.findings);

/** Depth-first list of every content item below a node. */
function descendants(node: NaturalizedDataset): NaturalizedDataset[] {
  return items(node.ContentSequence).flatMap(entry => [entry, ...descendants(entry)]);
}

describe('what plain OHIF needs', () => {
  it('names every item below the groups and the root, with the exact meanings it matches', () => {
    const report = build();
    expect(codeOf(report.ConceptNameCodeSequence)).toEqual(CONCEPT.imagingMeasurementReport);
    expect(items(report.ContentTemplateSequence)[0]).toMatchObject({ TemplateIdentifier: '1500' });
    expect(items(report.ContentSequence).every(item => codeOf(item.ConceptNameCodeSequence))).toBe(
      true
    );
    for (const group of groupsOf(report)) {
      expect(codeOf(group.ConceptNameCodeSequence)!.meaning).toBe('Measurement Group');
      const meanings = items(group.ContentSequence).map(
        item => codeOf(item.ConceptNameCodeSequence)?.meaning
      );
      expect(meanings).not.toContain(undefined);
      expect(meanings).toEqual(
        expect.arrayContaining(['Tracking Identifier', 'Tracking Unique Identifier', 'Comment'])
      );
    }
  });

  it('gives each group one region on one image, nested in its first number too', () => {
    for (const group of groupsOf(build())) {
      const content = items(group.ContentSequence);
      const regions = content.filter(item => item.ValueType === 'SCOORD');
      expect(regions).toHaveLength(1);
      expect(items(regions[0]!.ContentSequence)).toHaveLength(1);
      expect(content.filter(item => item.ValueType === 'SCOORD3D')).toHaveLength(0);
      const number = content.find(item => item.ValueType === 'NUM');
      if (number) {
        const nested = items(number.ContentSequence).filter(item => item.ValueType === 'SCOORD');
        expect(nested).toHaveLength(1);
        expect(nested[0]!.GraphicData).toEqual(regions[0]!.GraphicData);
      }
    }
  });

  it('puts the tracking UID before every other UID of a group', () => {
    for (const group of groupsOf(build())) {
      const first = items(group.ContentSequence).find(item => item.ValueType === 'UIDREF')!;
      expect(codeOf(first.ConceptNameCodeSequence)).toEqual(CONCEPT.trackingUID);
    }
  });

  it('never writes a coordinate of exactly 0, not even for a point outside the image', () => {
    const record = analysis();
    const outside = pixelToPatient(sagittalSlices()[5]!, -0.5, -30);
    const levels = record.levels.map(level => ({
      ...level,
      findings: level.findings.map(finding => ({ ...finding, point: outside })),
    }));
    const report = buildStructuredReport({ ...record, levels }, source(), options());
    for (const region of descendants(report).filter(item => item.ValueType === 'SCOORD')) {
      expect((region.GraphicData as number[]).every(value => value > 0)).toBe(true);
    }
  });
});

/** Where a finding's region is on its image, and where that pixel is in the patient. */
function regionOf(group: NaturalizedDataset, slices: readonly Slice[]) {
  const region = child(group, CONCEPT.imageRegion)!;
  const [x, y] = region.GraphicData as number[];
  const [reference] = items(items(region.ContentSequence)[0]!.ReferencedSOPSequence);
  const slice = slices.find(
    candidate => candidate.sopInstanceUID === reference!.ReferencedSOPInstanceUID
  )!;
  return { slice, position: pixelToPatient(slice, x! - 0.5, y! - 0.5) };
}

describe('a finding', () => {
  it('is stated in codes and words, with its probability', () => {
    const group = groupOf(build(), 'L4-L5:LFS');
    const site = child(group, CONCEPT.findingSite)!;
    expect(codeValue(group, CONCEPT.finding)).toMatchObject({ value: 'RID5034', scheme: 'RADLEX' });
    expect(codeOf(site.ConceptCodeSequence)).toMatchObject({ value: '84020006', scheme: 'SCT' });
    expect(codeValue(site, CONCEPT.laterality)).toEqual(SIDE_CODE.left);
    expect(codeValue(group, CONCEPT.severity)).toEqual(GRADE_CODE.severe);
    expect(codeValue(group, OWN.status)).toEqual(OWN.accepted);
    expect(textValue(group, CONCEPT.comment)).toBe(
      'L4-L5 left foraminal stenosis: severe (0.71; accepted by the reader) – presses on L4'
    );
    expect(textValue(group, OWN.remark)).toBe('presses on L4');
    expect(textValue(group, CONCEPT.algorithmParameters)).toBe(`sha256=${'b2'.repeat(32)}`);
    const probabilities = children(group, CONCEPT.probability);
    expect(probabilities).toHaveLength(1);
    expect(codeValue(probabilities[0]!, CONCEPT.severity)).toEqual(GRADE_CODE.severe);
    expect(children(probabilities[0]!, CONCEPT.probability)).toHaveLength(3);
  });

  it('names who accepted, changed or rejected it, and nobody while nobody did', () => {
    const report = build();
    const rejected = children(child(report, OWN.rejectedFindings)!, OWN.findingRecord);
    const reviewOf = (node: NaturalizedDataset) => {
      const status = child(node, OWN.status)!;
      const type = codeValue(status, CONCEPT.observerType)?.meaning ?? null;
      return [type, child(status, CONCEPT.personObserverName)?.PersonName ?? null];
    };
    expect(reviewOf(groupOf(report, 'L4-L5:LFS'))).toEqual(['Person', 'Doe^Jane']);
    expect(reviewOf(groupOf(report, 'L3-L4:DB'))).toEqual(['Person', 'Müller^Änne']);
    expect(reviewOf(groupOf(report, 'L4-L5:EL'))).toEqual(['Person', 'Reader^Unnamed']);
    expect(rejected.map(reviewOf)).toEqual([['Person', 'Müller^Änne']]);
    expect(reviewOf(groupOf(report, 'L4-L5:SCS'))).toEqual([null, null]);
    // Who accepts a grade is not its author: the group itself stays the algorithm's.
    expect(codeValue(groupOf(report, 'L4-L5:LFS'), CONCEPT.observerType)).toBeNull();
  });

  it('is tracked by what it is, in words', () => {
    const report = build();
    const identifiers = groupsOf(report).map(group => textValue(group, CONCEPT.trackingIdentifier));
    expect(identifiers).toContain('L4-L5 left foraminal stenosis (LFS)');
    expect(identifiers).toContain('L4-L5 spinal canal stenosis (SCS)');
    expect(identifiers.filter(text => text!.startsWith('Cornerstone3DTools'))).toHaveLength(19);
    expect(identifiers).toContain('Cornerstone3DTools@^0.1.0:Length:L4-L5 disc height, middle');
  });

  it('says which network measured a length', () => {
    const lengths = groupsOf(build()).filter(group => !child(group, CONCEPT.finding));
    expect(lengths).toHaveLength(19);
    for (const group of lengths) {
      expect(textValue(group, CONCEPT.algorithmName)).toBe('spine-segmentation');
      expect(textValue(group, CONCEPT.algorithmVersion)).toBe('1.0.0');
    }
  });

  it('keeps the grade of the algorithm beside the one of the reader', () => {
    const group = groupOf(build(), 'L3-L4:DB');
    expect(codeValue(group, CONCEPT.presence)).toEqual(GRADE_CODE.absent);
    expect(codeValue(group, OWN.modelGrade)).toEqual(GRADE_CODE.present);
    expect(children(group, CONCEPT.probability)).toHaveLength(0);
    expect(children(child(group, OWN.modelGrade)!, CONCEPT.probability)).toHaveLength(1);
    expect(codeValue(group, CONCEPT.observerType)).toEqual(VALUE.person);
    expect(child(group, CONCEPT.personObserverName)!.PersonName).toBe('Müller^Änne');
    expect(textValue(group, CONCEPT.comment)).toBe(
      'L3-L4 disc bulge: absent (changed by the reader; algorithm: present 0.71)'
    );
  });

  it.each([
    ['square pixels', 1.3],
    ['pixels that are not square', 1.7],
  ])(
    'lies on the pixel whose patient position is its point (PS3.3, C.18.6.1.2): %s',
    (_, rowSpacing) => {
      const slices = sagittalSlices().map(slice => ({ ...slice, rowSpacing }));
      const base = source();
      const from = { ...base, sagittal: { ...base.sagittal, slices } };
      const report = buildStructuredReport(analysis(), from, options());
      for (const finding of findings()) {
        if (finding.grade === 'not-graded' || finding.status === 'rejected') {
          continue;
        }
        const group = groupOf(report, `${finding.level}:${finding.condition}`);
        const { slice, position } = regionOf(group, slices);
        const { distance: offPlane } = patientToPixel(slice, finding.point);
        expect(Math.abs(offPlane)).toBeLessThanOrEqual(2.2 + 1e-6);
        expect(distance(position, finding.point)).toBeCloseTo(Math.abs(offPlane), 3);
      }
    }
  );

  it('is no measurement when nobody graded it or the reader rejected it', () => {
    const report = build();
    const uids = groupsOf(report).map(group => uidValue(group, CONCEPT.trackingUID));
    const missing = findings().filter(f => f.grade === 'not-graded' || f.status === 'rejected');
    expect(missing.length).toBeGreaterThan(5);
    missing.forEach(finding => expect(uids).not.toContain(finding.uid));
    const rejected = children(child(report, OWN.rejectedFindings)!, OWN.findingRecord);
    expect(rejected.map(item => textValue(item, CONCEPT.comment))).toEqual([
      'L5-S1 disc-osteophyte complex: present (0.71; rejected by the reader)',
    ]);
    const notGraded = children(child(report, OWN.notGradedFindings)!, OWN.findingRecord);
    expect(notGraded).toHaveLength(missing.length - 1);
    for (const item of notGraded) {
      expect(codeValue(item, CONCEPT.presence)).toEqual(OWN.notGraded);
      expect(textValue(item, CONCEPT.comment)).toMatch(/: not graded$/);
    }
  });
});

describe('the document', () => {
  it('is unverified, partial while something is not graded, and says research use only', () => {
    const report = build();
    expect(report).toMatchObject({
      SpecificCharacterSet: 'ISO_IR 192',
      Modality: 'SR',
      VerificationFlag: 'UNVERIFIED',
      CompletionFlag: 'PARTIAL',
      CompletionFlagDescription: '9 of 45 findings not graded',
      ContentDate: '20261123',
      ContentTime: '140509',
      PatientName: 'Prüfling^Ångström',
      StudyID: '17',
    });
    expect(textValue(report, CONCEPT.summary)).toMatch(/research use only/i);
  });

  it('is complete when every finding has a grade', () => {
    const record = analysis();
    const levels = record.levels.map(level => ({
      ...level,
      findings: level.findings.filter(finding => finding.grade !== 'not-graded'),
    }));
    const report = buildStructuredReport({ ...record, levels }, source(), options());
    expect(report.CompletionFlag).toBe('COMPLETE');
    expect(child(report, OWN.notGradedFindings)).toBeNull();
  });

  it('refers to the segmentation and lists it as evidence with the images', () => {
    const report = build();
    const [study] = items(report.CurrentRequestedProcedureEvidenceSequence);
    const listed = items(study!.ReferencedSeriesSequence).flatMap(series =>
      items(series.ReferencedSOPSequence).map(sop => String(sop.ReferencedSOPInstanceUID))
    );
    expect(listed).toHaveLength(11 + 3 + 1);
    const used = descendants(report).flatMap(item =>
      items(item.ReferencedSOPSequence).map(sop => String(sop.ReferencedSOPInstanceUID))
    );
    expect(used).toContain(segmentation.sopInstanceUID);
    expect(used.filter(uid => !listed.includes(uid))).toEqual([]);
    const groups = children(child(report, CONCEPT.imageLibrary)!, CONCEPT.imageLibraryGroup);
    expect(groups.map(group => codeValue(group, CONCEPT.modality)!.value)).toEqual(['MR', 'MR']);
    expect(readStructuredReport(report)!.segmentation).toEqual(segmentation);
  });

  it('lists the images of a stack that was split under the series that hold them', () => {
    const base = source();
    const slices = base.sagittal.slices.map((slice, i) =>
      i % 2 === 0 ? slice : { ...slice, seriesInstanceUID: '2.25.99' }
    );
    const split = { ...base, sagittal: { ...base.sagittal, slices } };
    const report = buildStructuredReport(analysis(), split, options());
    const [study] = items(report.CurrentRequestedProcedureEvidenceSequence);
    const listed = items(study!.ReferencedSeriesSequence).map(series => [
      series.SeriesInstanceUID,
      items(series.ReferencedSOPSequence).length,
    ]);
    expect(listed.slice(0, 2)).toEqual([
      [base.sagittal.seriesInstanceUID, 6],
      ['2.25.99', 5],
    ]);
    const groups = children(child(report, CONCEPT.imageLibrary)!, CONCEPT.imageLibraryGroup);
    expect(groups.map(group => uidValue(group, CONCEPT.seriesInstanceUID)).slice(0, 2)).toEqual([
      base.sagittal.seriesInstanceUID,
      '2.25.99',
    ]);
    expect(readStructuredReport(report)!.record.sagittalSeriesUID).toBe(
      analysis().sagittalSeriesUID
    );
  });

  it('gives every segment one group that says what it shows and from which series', () => {
    const groups = children(child(build(), OWN.structures)!, CONCEPT.measurementGroup);
    expect(groups).toHaveLength(segmentation.segments.length);
    groups.forEach((group, i) => {
      const { number, code, trackingUID } = segmentation.segments[i]!;
      const [sop] = items(child(group, CONCEPT.referencedSegment)!.ReferencedSOPSequence);
      expect(sop).toMatchObject({
        ReferencedSOPInstanceUID: segmentation.sopInstanceUID,
        ReferencedSegmentNumber: number,
      });
      expect(codeValue(group, CONCEPT.findingSite)).toEqual(code);
      expect(uidValue(group, CONCEPT.trackingUID)).toBe(trackingUID);
      expect(uidValue(group, CONCEPT.segmentationSourceSeries)).toBe(analysis().sagittalSeriesUID);
      expect(items(group.ContentTemplateSequence)[0]!.TemplateIdentifier).toBe('1411');
    });
  });

  it('refers to no segmentation where none is stored', () => {
    const report = buildStructuredReport(analysis(), source(), options());
    const references = descendants(report).map(item => codeOf(item.ConceptNameCodeSequence));
    expect(references).not.toContainEqual(CONCEPT.referencedSegment);
    expect(readStructuredReport(report)!.segmentation).toBeUndefined();
  });

  it('names the request that the series was made for, once', () => {
    expect(build().ReferencedRequestSequence).toEqual([
      {
        StudyInstanceUID: analysis().studyInstanceUID,
        ReferencedStudySequence: [],
        AccessionNumber: 'ACC-4',
        PlacerOrderNumberImagingServiceRequest: '',
        FillerOrderNumberImagingServiceRequest: '',
        RequestedProcedureID: 'RP-8',
        RequestedProcedureDescription: 'MRI of the lumbar spine',
        RequestedProcedureCodeSequence: [codeItem(VALUE.imagingProcedure)],
      },
    ]);
    const base = source();
    const { RequestAttributesSequence, ...header } = base.header;
    expect(RequestAttributesSequence).toHaveLength(2);
    const without = buildStructuredReport(analysis(), { ...base, header }, options());
    expect(without).not.toHaveProperty('ReferencedRequestSequence');
  });

  it('names a device that changes with the weights', () => {
    const record = analysis();
    const [segmenter, grader] = record.models;
    const retrained = { ...record, models: [segmenter!, { ...grader!, sha256: 'c3'.repeat(32) }] };
    const before = build();
    const after = buildStructuredReport(retrained, source(), options());
    const device = (report: NaturalizedDataset) => uidValue(report, CONCEPT.deviceObserverUID);
    expect(device(before)).toBe(before.DeviceUID);
    expect(device(after)).not.toBe(device(before));
    const equipment = items(before.ContributingEquipmentSequence);
    expect(equipment.map(item => item.ManufacturerModelName)).toEqual([
      'spine-segmentation',
      'disc-grading',
      'disc-gradings',
    ]);
  });

  it('keeps tracking UIDs and makes a new instance that names its predecessor on saving again', () => {
    const first = build('first');
    const { document, record } = readStructuredReport(first)!;
    const second = buildStructuredReport(record, source(), {
      ...options('second'),
      predecessor: document,
    });
    const tracking = (report: NaturalizedDataset) =>
      groupsOf(report).map(group => uidValue(group, CONCEPT.trackingUID));
    expect(tracking(second)).toEqual(tracking(first));
    expect(new Set(tracking(first)).size).toBe(tracking(first).length);
    expect(second.SOPInstanceUID).not.toBe(first.SOPInstanceUID);
    expect(second.SeriesInstanceUID).toBe(first.SeriesInstanceUID);
    expect(second.InstanceNumber).toBe(2);
    const [study] = items(second.PredecessorDocumentsSequence);
    const [series] = items(study!.ReferencedSeriesSequence);
    expect(items(series!.ReferencedSOPSequence)[0]!.ReferencedSOPInstanceUID).toBe(
      first.SOPInstanceUID
    );
    expect(newestReport([second, first])).toBe(second);
    expect(newestReport([first, second])).toBe(second);
  });

  it('is the newest when it replaces another, also after the clock was set back', () => {
    const first = build('first');
    const { document, record } = readStructuredReport(first)!;
    const second = buildStructuredReport(record, source(), {
      ...options('second'),
      now: new Date(2001, 0, 1),
      predecessor: document,
    });
    expect(String(second.ContentDate) < String(first.ContentDate)).toBe(true);
    expect(newestReport([first, second])).toBe(second);
  });

  it('refuses two findings with one UID', () => {
    const record = analysis();
    const [level] = record.levels;
    const twice = { ...level!, findings: [level!.findings[0]!, level!.findings[0]!] };
    expect(() =>
      buildStructuredReport({ ...record, levels: [twice] }, source(), options())
    ).toThrow(/same UID|have the UID/);
  });

  it('uses only short code values and meanings (SH 16, LO 64)', () => {
    for (const item of descendants(build())) {
      const codes: (Code | null)[] = [
        codeOf(item.ConceptNameCodeSequence),
        codeOf(item.ConceptCodeSequence),
      ];
      for (const code of codes.filter(entry => entry !== null)) {
        expect(code.value.length).toBeLessThanOrEqual(16);
        expect(code.meaning.length).toBeLessThanOrEqual(64);
      }
    }
  });
});

describe('reading back', () => {
  /** SR coordinates are single precision: patient positions within 1/1000 mm. */
  function expectClose(actual: unknown, expected: unknown): void {
    if (typeof expected === 'number') {
      expect(typeof actual).toBe('number');
      expect(Math.abs((actual as number) - expected)).toBeLessThan(1e-3);
    } else if (typeof expected === 'object' && expected !== null) {
      expect(Object.keys(actual as object).sort()).toEqual(Object.keys(expected).sort());
      for (const [key, value] of Object.entries(expected)) {
        expectClose((actual as Record<string, unknown>)[key], value);
      }
    } else {
      expect(actual).toEqual(expected);
    }
  }

  it('restores levels, findings, edits, measurements, warnings and models', () => {
    const { studyInstanceUID, sagittalSeriesUID, axialSeriesUID, ...found } = analysis();
    const { models, notAssessed, levels, warnings } = found;
    const record = {
      studyInstanceUID,
      sagittalSeriesUID,
      axialSeriesUID,
      models,
      notAssessed,
      levels,
      warnings,
    };
    const restored = readStructuredReport(build())!;
    expect(restored.schema).toBe(SCHEMA_VERSION);
    expectClose(restored.record, record);
  });

  it('restores every probability exactly', () => {
    const restored = readStructuredReport(build())!.record.levels.flatMap(level => level.findings);
    findings().forEach((finding, i) => {
      expect(restored[i]!.modelGrade?.probabilities).toEqual(finding.modelGrade?.probabilities);
    });
  });

  it('writes the same document from what it read, to single precision', () => {
    const first = build();
    const { record, ...stored } = readStructuredReport(first)!;
    const again = { ...source(), segmentation: stored.segmentation };
    expectClose(buildStructuredReport(record, again, options('report')), first);
  });

  it('restores frames of multi-frame images and a study without axial series', () => {
    const record = analysis();
    const base = source();
    const uid = 'multi';
    const frames = base.sagittal.slices.map((slice, i) => ({
      ...slice,
      sopInstanceUID: uid,
      frameNumber: i + 1,
    }));
    const multi = { ...base, axial: null, sagittal: { ...base.sagittal, slices: frames } };
    const levels = record.levels.map(level => ({
      ...level,
      axialReference: undefined,
      sagittalReference: { ...level.sagittalReference, sopInstanceUID: uid, frameNumber: 6 },
    }));
    const report = buildStructuredReport(
      { ...record, levels, axialSeriesUID: null },
      multi,
      options()
    );
    const restored = readStructuredReport(report)!.record;
    expect(restored.axialSeriesUID).toBeNull();
    expect(restored.levels[0]!.sagittalReference.frameNumber).toBe(6);
    const [evidence] = items(report.CurrentRequestedProcedureEvidenceSequence);
    const [series] = items(evidence!.ReferencedSeriesSequence);
    expect(items(series!.ReferencedSOPSequence)).toHaveLength(1);
  });

  it('places a level whose own image is not at hand on the nearest one', () => {
    const record = analysis();
    const levels = record.levels.map(level => ({
      ...level,
      sagittalReference: { ...level.sagittalReference, sopInstanceUID: '1.2.3' },
    }));
    const restored = readStructuredReport(
      buildStructuredReport({ ...record, levels }, source(), options())
    )!.record;
    record.levels.forEach(({ sagittalReference }, i) => {
      expectClose(restored.levels[i]!.sagittalReference, sagittalReference);
    });
  });

  it('works for a source without a frame of reference', () => {
    const base = source();
    const bare = { ...base, sagittal: { ...base.sagittal, frameOfReferenceUID: undefined } };
    const report = buildStructuredReport(analysis(), bare, options());
    const uids = descendants(report)
      .filter(item => item.ValueType === 'SCOORD3D')
      .map(item => item.ReferencedFrameOfReferenceUID);
    expect(new Set(uids).size).toBe(1);
    expect(uids[0]).not.toBe(FRAME_UID);
    expect(readStructuredReport(report)!.record.levels).toHaveLength(5);
  });

  it('leaves other reports alone', () => {
    expect(readStructuredReport({})).toBeNull();
    expect(readStructuredReport({ Modality: 'MR' })).toBeNull();
    const { ContentSequence, ...rest } = build();
    const content = items(ContentSequence).filter(
      item => codeOf(item.ConceptNameCodeSequence)?.value !== OWN.schema.value
    );
    expect(readStructuredReport({ ...rest, ContentSequence: content })).toBeNull();
  });

  const without = (report: NaturalizedDataset, name: Code): NaturalizedDataset => ({
    ...report,
    ContentSequence: items(report.ContentSequence).filter(
      item => codeOf(item.ConceptNameCodeSequence)?.value !== name.value
    ),
  });

  it.each([
    ['without levels', (r: NaturalizedDataset) => without(r, OWN.levels)],
    ['without measurements', (r: NaturalizedDataset) => without(r, CONCEPT.imagingMeasurements)],
    ['without images', (r: NaturalizedDataset) => without(r, CONCEPT.imageLibrary)],
    ['without a UID', (r: NaturalizedDataset) => ({ ...r, SOPInstanceUID: undefined })],
    [
      'with an unknown grade',
      (r: NaturalizedDataset) =>
        JSON.parse(JSON.stringify(r).replaceAll(GRADE_CODE.severe.value, '999')) as typeof r,
    ],
    [
      'with lost coordinates',
      (r: NaturalizedDataset) =>
        JSON.parse(
          JSON.stringify(r).replaceAll('"GraphicData":[', '"GraphicData":["x",')
        ) as typeof r,
    ],
    [
      'of a newer version',
      (r: NaturalizedDataset) =>
        JSON.parse(
          JSON.stringify(r).replace(
            `"TextValue":"${SCHEMA_VERSION}"`,
            `"TextValue":"${SCHEMA_VERSION + 1}"`
          )
        ) as typeof r,
    ],
  ])('refuses a damaged report %s in one sentence', (_, damage) => {
    expect(() => readStructuredReport(damage(build()))).toThrow(
      expect.objectContaining({
        code: 'bad-report',
        message: expect.stringMatching(/^The stored DeepSPINE report cannot be read because .+\.$/),
      })
    );
  });
});

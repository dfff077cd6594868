import {
  analysis,
  GRADINGS_MODEL,
  NOW,
  source,
  uidSequence,
} from '../../../../test/record/phantom';
import { evidenceOf, type Grading, type Level } from '../../findings';
import { CONCEPT, OWN } from '../codes';
import type { NaturalizedDataset } from '../record';
import { buildStructuredReport } from './build';
import { readStructuredReport } from './read';
import { tracks } from './tracking';
import { child, children, items, textValue } from './tree';

const build = () =>
  buildStructuredReport(analysis(), source(), { now: NOW, uid: uidSequence('gradings') });
const restored = () => readStructuredReport(build())!.record;

/** SCOORD3D points are single precision. */
const near = (gradings: readonly Grading[]) =>
  gradings.map(g => ({ ...g, point: g.point.map(mm => Math.round(mm * 100)) }));

const records = (report: NaturalizedDataset) =>
  children(child(report, OWN.gradings)!, OWN.gradingRecord);

/** The record of a place such as 'L4-L5:pfirrmann'. */
function recordOf(report: NaturalizedDataset, place: string): NaturalizedDataset {
  const [level, key] = place.split(':') as [Level, string];
  return records(report).find(record =>
    tracks(textValue(record, CONCEPT.trackingIdentifier), level, key)
  )!;
}

describe('degeneration gradings in a report', () => {
  it('come back as they were, decisions and doubt included', () => {
    const written = analysis().levels.map(({ gradings }) => near(gradings!));
    expect(restored().levels.map(({ gradings }) => near(gradings!))).toEqual(written);
  });

  it('stand apart from the measurements, so that no viewer draws them', () => {
    const report = build();
    expect(records(report)).toHaveLength(30);
    const groups = children(child(report, CONCEPT.imagingMeasurements)!, CONCEPT.measurementGroup);
    expect(
      groups.some(group => /Pfirrmann/.test(textValue(group, CONCEPT.trackingIdentifier)!))
    ).toBe(false);
  });

  it('say in words what the codes say', () => {
    const words = (tracking: string) => textValue(recordOf(build(), tracking), CONCEPT.comment);
    expect(words('L4-L5:pfirrmann')).toBe(
      'L4-L5 disc degeneration (Pfirrmann): 4 (0.71; accepted by the reader) – very dark'
    );
    expect(words('L5-S1:pfirrmann')).toBe(
      'L5-S1 disc degeneration (Pfirrmann): 4 (changed by the reader; algorithm: 5 0.71)'
    );
    expect(words('L4-L5:herniation')).toBe('L4-L5 disc herniation: present (0.71; doubtful)');
    expect(words('L1-L2:endplate')).toBe('L1-L2 end-plate change: not graded');
  });

  it('are missing in a report of an analysis that had none, not empty', () => {
    const { levels, ...rest } = analysis();
    const bare = { ...rest, levels: levels.map(level => ({ ...level, gradings: undefined })) };
    const report = buildStructuredReport(bare, source(), { now: NOW, uid: uidSequence('bare') });
    expect(child(report, OWN.gradings)).toBeNull();
    expect(readStructuredReport(report)!.record.levels.every(level => !('gradings' in level))).toBe(
      true
    );
  });

  it.each([
    ['of an unknown name', CONCEPT.finding, 'no known name'],
    ['of another place', CONCEPT.trackingIdentifier, 'the identifier of another'],
    ['without a status', OWN.status, 'missing in it'],
  ])('are refused %s', (_, concept, what) => {
    const report = build();
    const record = recordOf(report, 'L4-L5:pfirrmann');
    const item = child(record, concept)!;
    if (concept === OWN.status) {
      record.ContentSequence = items(record.ContentSequence).filter(entry => entry !== item);
    } else if (concept === CONCEPT.finding) {
      item.ConceptCodeSequence = [
        { CodeValue: 'x', CodingSchemeDesignator: '99DEEPSPINE', CodeMeaning: 'x' },
      ];
    } else {
      item.TextValue = 'L3-L4 disc degeneration (Pfirrmann) (pfirrmann)';
    }
    expect(() => readStructuredReport(report)).toThrow(what);
  });
});

describe('the evidence of an algorithm', () => {
  it('stands with the algorithm, comes back, and stands with every grade of its head', () => {
    expect(restored().models).toEqual(analysis().models);
    const parameters = children(recordOf(build(), 'L4-L5:pfirrmann'), CONCEPT.algorithmParameters);
    expect(parameters.map(({ TextValue }) => String(TextValue).split('=')[0])).toEqual([
      'sha256',
      'evidence pfirrmann',
    ]);
    expect(evidenceOf(restored().models, GRADINGS_MODEL, 'modic')).toEqual({
      status: 'simulated-only',
    });
    expect(evidenceOf(restored().models, GRADINGS_MODEL, 'listhesis')).toBeNull();
  });

  it('is refused where it is damaged', () => {
    const report = build();
    const algorithm = children(child(report, OWN.algorithms)!, OWN.algorithm).at(-1)!;
    const evidence = children(algorithm, CONCEPT.algorithmParameters).at(-1)!;
    evidence.TextValue = 'evidence modic={"status":"real"}';
    expect(() => readStructuredReport(report)).toThrow('what an algorithm was tested on');
  });
});

it('says in one line what nobody assessed', () => {
  const report = build();
  expect(textValue(report, OWN.notAssessed)).toBe(
    'Not assessed: subarticular (lateral recess) stenosis, conus medullaris.'
  );
  expect(restored().notAssessed).toEqual(['subarticular-stenosis', 'conus']);
});

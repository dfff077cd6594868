import {
  accepted,
  changed,
  keepDecisions,
  rejected,
  remarked,
  withFindings,
  withThreshold,
} from './edits';
import { allFindings, type GradedStudy } from './state';
import { bulge, finding, gradedStudy, MODEL, pfirrmann, withGradings } from '../testing/testing';

describe('a decision', () => {
  it('accepts what the model said', () => {
    expect(accepted(bulge('L4-L5'))).toEqual({ ...bulge('L4-L5'), status: 'accepted' });
  });

  it('cannot accept what nobody graded', () => {
    expect(() => accepted(finding('L4-L5', 'SCS'))).toThrow(/no grade to accept/);
  });

  it('changes the grade and keeps the model’s own beside it', () => {
    const after = changed(bulge('L4-L5'), 'absent');
    expect(after).toMatchObject({
      grade: 'absent',
      status: 'changed',
      source: { kind: 'person' },
      modelGrade: { grade: 'present' },
    });
  });

  it('means accepting when it is the model’s grade again', () => {
    const back = changed(changed(bulge('L4-L5'), 'absent'), 'present');
    expect(back).toEqual({ ...bulge('L4-L5'), status: 'accepted' });
  });

  it('grades what no model graded', () => {
    const after = changed(finding('L4-L5', 'SCS'), 'severe');
    expect(after).toMatchObject({ grade: 'severe', source: { kind: 'person' }, status: 'changed' });
    expect(after.modelGrade).toBeUndefined();
  });

  it('refuses a grade of another scale', () => {
    expect(() => changed(bulge('L4-L5'), 'severe')).toThrow(/no grade of disc bulge/);
  });

  it('rejects without losing the grade', () => {
    expect(rejected(bulge('L4-L5'))).toEqual({ ...bulge('L4-L5'), status: 'rejected' });
  });

  it('is signed by who makes it', () => {
    const reviewer = 'Roe^Jane';
    expect(accepted(bulge('L4-L5'), reviewer)).toMatchObject({
      reviewer,
      source: { kind: 'model' },
    });
    expect(rejected(bulge('L4-L5'), reviewer)).toMatchObject({ reviewer });
    const mine = changed(bulge('L4-L5'), 'absent', reviewer);
    expect(mine).toMatchObject({ reviewer, source: { kind: 'person', name: reviewer } });
    expect(accepted(mine, undefined).reviewer).toBeUndefined();
  });

  it('leaves the grade alone when it only adds words', () => {
    const words = remarked(bulge('L4-L5'), 'broad-based');
    expect(words).toEqual({ ...bulge('L4-L5'), remark: 'broad-based' });
    expect(remarked(words, '')).toEqual(bulge('L4-L5'));
  });

  it('brings a rejected finding of a person back as theirs', () => {
    const theirs = changed(bulge('L4-L5'), 'absent');
    expect(accepted(rejected(theirs))).toEqual(theirs);
  });

  it('replaces one finding of a study and no other', () => {
    const study = gradedStudy([bulge('L3-L4'), bulge('L4-L5')]);
    const after = withFindings(study, [rejected(bulge('L4-L5'))]);
    expect(allFindings(after).map(({ status }) => status)).toEqual(['suggested', 'rejected']);
  });
});

describe('a site’s threshold', () => {
  const severe = (probability: number) =>
    finding('L4-L5', 'SCS', {
      grade: 'severe',
      modelGrade: { grade: 'severe', probabilities: { severe: probability }, model: MODEL },
    });
  const unsure = (study: GradedStudy) => allFindings(study).map(f => f.unsure ?? false);

  it('makes less likely severity grades unsure, and no others', () => {
    expect(unsure(withThreshold(gradedStudy([severe(0.55)]), 0.6))).toEqual([true]);
    expect(unsure(withThreshold(gradedStudy([severe(0.65), bulge('L3-L4')]), 0.95))).toEqual([
      true,
      false,
    ]);
    expect(unsure(withThreshold(gradedStudy([severe(0.65)]), 0.6))).toEqual([false]);
    expect(unsure(withThreshold(gradedStudy([severe(0.1)]), null))).toEqual([false]);
  });
});

describe('a new analysis', () => {
  const newModel = { ...MODEL, version: '2.0.0' };
  const fresh = gradedStudy(
    (['L3-L4', 'L4-L5'] as const).map(level =>
      bulge(level, {
        uid: `2.25.9${level.length}${level.charCodeAt(1)}`,
        grade: 'absent',
        point: [1, 2, 3],
        modelGrade: {
          grade: 'absent',
          probabilities: { absent: 0.9, present: 0.1 },
          model: newModel,
        },
      })
    )
  );

  it('keeps decisions and replaces suggestions', () => {
    const decided = changed(bulge('L4-L5'), 'absent');
    const before = gradedStudy([bulge('L3-L4'), decided]);
    const { study, kept } = keepDecisions(before, fresh);
    const [suggested, mine] = allFindings(study);
    expect(kept).toBe(1);
    expect(suggested).toEqual(allFindings(fresh)[0]);
    expect(mine).toMatchObject({
      uid: decided.uid,
      grade: 'absent',
      status: 'changed',
      point: [1, 2, 3],
      modelGrade: { model: newModel },
    });
  });

  it('keeps what a person wrote about a suggestion, not the suggestion', () => {
    const noted = remarked(bulge('L3-L4', { grade: 'absent' }), 'see prior');
    const { study, kept } = keepDecisions(gradedStudy([noted, bulge('L4-L5')]), fresh);
    expect(kept).toBe(1);
    expect(allFindings(study)[0]).toEqual({ ...allFindings(fresh)[0], remark: 'see prior' });
  });

  it('keeps what a person decided on a grading, with the new model’s own beside it', () => {
    const decided = pfirrmann('L4-L5', { grade: '2', status: 'changed' });
    const before = withGradings(gradedStudy([bulge('L4-L5')]), [decided]);
    const modelGrade = { grade: '3', probabilities: { '3': 0.6 }, model: newModel } as const;
    const suggested = pfirrmann('L4-L5', { uid: '2.25.88', grade: '3', modelGrade });
    const { study, kept } = keepDecisions(before, withGradings(fresh, [suggested]));
    expect(kept).toBe(1);
    expect(study.levels.at(-1)!.gradings).toEqual([{ ...decided, modelGrade }]);
    const untouched = withGradings(gradedStudy([bulge('L4-L5')]), [pfirrmann('L4-L5')]);
    expect(keepDecisions(untouched, withGradings(fresh, [suggested])).kept).toBe(0);
  });

  it('takes nothing over from another study', () => {
    const other = { ...gradedStudy([rejected(bulge('L4-L5'))]), studyInstanceUID: '2.25.77' };
    expect(keepDecisions(other, fresh)).toEqual({ study: fresh, kept: 0 });
  });
});

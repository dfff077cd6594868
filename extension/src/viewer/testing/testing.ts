/** Small studies for the unit tests of this folder. */
import {
  CONDITIONS,
  LEVELS,
  type Condition,
  type Finding,
  type Grading,
  type Level,
  type RealEvidence,
  type UsedModel,
} from '../../findings';
import type { Placement } from '../study/openStudy';
import type { GradedStudy } from '../study/state';

export const MODEL = { name: 'disc-grading', version: '1.2.3', sha256: 'ab'.repeat(32) } as const;

export const REAL: RealEvidence = {
  status: 'real',
  dataSet: 'discs of patients',
  n: 777,
  patients: 158,
  metric: 'auc',
  value: 0.81,
  interval: [0.76, 0.85],
  baseline: { name: 'level alone', value: 0.64 },
  figures: 'figures/x.json#/DB',
};

/** The model, tested on real labels of disc bulge alone. */
export const TESTED_MODEL: UsedModel = {
  ...MODEL,
  evidence: { DB: REAL, SCS: { status: 'simulated-only' } },
};

export function finding(
  level: Level,
  condition: Condition,
  change: Partial<Finding> = {}
): Finding {
  return {
    uid: `2.25.${LEVELS.indexOf(level)}${CONDITIONS.indexOf(condition)}`,
    level,
    condition,
    grade: 'not-graded',
    source: { kind: 'model', model: MODEL },
    status: 'suggested',
    point: [0, 10, 20],
    ...change,
  };
}

export const bulge = (level: Level, change: Partial<Finding> = {}): Finding =>
  finding(level, 'DB', {
    grade: 'present',
    modelGrade: { grade: 'present', probabilities: { absent: 0.13, present: 0.87 }, model: MODEL },
    ...change,
  });

export const pfirrmann = (level: Level, change: Partial<Grading> = {}): Grading => ({
  uid: `2.25.9${LEVELS.indexOf(level)}`,
  level,
  grading: 'pfirrmann',
  grade: '4',
  modelGrade: { grade: '4', probabilities: { '4': 0.7 }, model: MODEL },
  source: { kind: 'model', model: MODEL },
  status: 'suggested',
  point: [0, 10, 20],
  ...change,
});

/** The same study with these degeneration gradings. */
export const withGradings = (study: GradedStudy, gradings: readonly Grading[]): GradedStudy => ({
  ...study,
  levels: study.levels.map(level => ({
    ...level,
    gradings: gradings.filter(grading => grading.level === level.level),
  })),
});

/** One sagittal image, 100 × 100 mm, on which the findings of these studies lie. */
export const PLACEMENT: Placement = {
  frameOfReferenceUID: '2.25.7',
  images: [
    {
      imageId: 'wadors:1',
      slice: {
        sopInstanceUID: '2.25.3',
        rows: 100,
        columns: 100,
        position: [0, -50, 50],
        rowDirection: [0, 1, 0],
        columnDirection: [0, 0, -1],
        rowSpacing: 1,
        columnSpacing: 1,
      },
    },
  ],
};

const NOTHING = { anterior: null, middle: null, posterior: null };

export function gradedStudy(findings: readonly Finding[]): GradedStudy {
  const levels = [...new Set(findings.map(({ level }) => level))];
  return {
    studyInstanceUID: '2.25.1',
    sagittalSeriesUID: '2.25.2',
    axialSeriesUID: null,
    models: [TESTED_MODEL],
    levels: levels.map(level => ({
      level,
      frame: { center: [0, 0, 0], right: [-1, 0, 0], anterior: [0, -1, 0], normal: [0, 0, 1] },
      sagittalReference: { sopInstanceUID: '2.25.3', column: 1, row: 1 },
      measurements: { discHeight: NOTHING, bodyHeight: NOTHING, canalAp: null, canalRatio: null },
      findings: findings.filter(f => f.level === level),
    })),
    warnings: [],
    segmentation: null,
    origin: 'analysis',
    report: null,
    outside: [],
    storedSegmentation: null,
  };
}

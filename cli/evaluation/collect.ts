import { isGradingKey, likeliestClass, type Condition } from '../../extension/src/findings';
import { LevelFrequencies } from '../figures/baseline';
import { CaseTable } from '../figures/cases';
import { gradesOf, type Graded } from '../figures/graded';
import { classOfGrades, toClasses, type Scheme } from '../figures/scale';
import { Cells } from './cells';
import type { InputProblems } from './inputProblems';
import { readClass, type Label } from './labels';
import type { Prediction } from './predictions';

export interface CollectOptions {
  readonly scheme: Scheme;
  /** Probability from which presence is stated; 0.5 where missing. */
  readonly operatingPoints: Partial<Readonly<Record<Condition, number>>>;
  readonly complain: InputProblems;
}

/**
 * Joins predictions and labels into cases. A cell that is predicted more than once, on several images of a
 * study, counts as often; intervals rest on studies, so that this does not narrow them.
 */
export class Collector {
  readonly cases = new CaseTable();
  /** Of the labels that met a prediction. */
  readonly frequencies: LevelFrequencies;
  private readonly labels = new Cells();
  private readonly seen = new Cells();
  /** What predictions speak of. */
  private readonly spoken = new Set<Graded>();
  private cells = 0;
  private notGraded = 0;
  private withoutTruth = 0;
  private matched = 0;
  private repeated = 0;

  constructor(private readonly options: CollectOptions) {
    this.frequencies = new LevelFrequencies(options.scheme);
  }

  addLabel({ study, level, condition, label }: Label): void {
    const known = this.labels.get(study, level, condition);
    if (known > 0 && known !== label + 1) {
      this.options.complain(
        `${study}, ${condition} at ${level}: there are two different labels; the first was kept.`
      );
      return;
    }
    this.labels.set(study, level, condition, label + 1);
  }

  /** A study of the labels, for messages. */
  anyLabeled(): string | undefined {
    for (const study of this.labels.names()) {
      return study;
    }
    return undefined;
  }

  add(prediction: Prediction): void {
    const { level, condition, stated } = prediction;
    const { scheme } = this.options;
    const study = prediction.studies.find(name => this.labels.has(name)) ?? prediction.studies[0]!;
    this.spoken.add(condition);
    const again = this.seen.get(study, level, condition) > 0;
    this.seen.set(study, level, condition, 1);
    const truth = this.truthOf(prediction, study, again);
    if (truth === null) {
      return;
    }
    this.repeated += again ? 1 : 0;
    if (!stated) {
      this.notGraded++;
      return;
    }
    this.cells++;
    this.frequencies.add(condition, level, truth);
    this.cases.add({
      ...{ study, level, condition, truth },
      predicted: statedClass(condition, stated, this.options),
      probabilities: toClasses(condition, scheme, stated.probabilities),
      ...(stated.comparator ? { comparator: toClasses(condition, scheme, stated.comparator) } : {}),
    });
  }

  counts() {
    // Who predicts no grading at all was not asked for one.
    const missing =
      this.labels.count(key => !isGradingKey(key) || this.spoken.has(key)) - this.matched;
    const { cells, notGraded, withoutTruth, repeated } = this;
    return { studies: this.cases.studies, cells, notGraded, missing, withoutTruth, repeated };
  }

  /** null where it is not known. */
  private truthOf(
    { level, condition, truth, where }: Prediction,
    study: string,
    again: boolean
  ): number | null {
    const { complain, scheme } = this.options;
    const label = this.labels.get(study, level, condition);
    this.matched += label > 0 && !again ? 1 : 0;
    if (truth !== undefined) {
      const read = readClass(condition, scheme, truth);
      if ('fault' in read) {
        complain(`${where}: ${read.fault}; left out.`);
        return null;
      }
      return read.label;
    }
    if (label === 0) {
      this.withoutTruth++;
      return null;
    }
    return label - 1;
  }
}

/** The class as stated; where no grade is named, the likeliest one, or presence by its point. */
export function statedClass(
  condition: Graded,
  { probabilities, grade }: NonNullable<Prediction['stated']>,
  { scheme, operatingPoints }: Pick<CollectOptions, 'scheme' | 'operatingPoints'>
): number {
  const grades = gradesOf(condition);
  const present = grades.indexOf('present');
  const point = operatingPoints[condition as Condition] ?? 0.5;
  const index =
    grade !== undefined
      ? grades.indexOf(grade)
      : present >= 0
        ? probabilities[present]! >= point
          ? present
          : grades.indexOf('absent')
        : likeliestClass(probabilities);
  return classOfGrades(condition, scheme)[index]!;
}

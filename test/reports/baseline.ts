import type { CorpusReport } from './corpus';
import { evaluate } from './evaluate';

/**
 * What scores without reading: for every level and condition the most frequent answer (a grade, or no
 * mention) of the development reports.
 *
 * @returns micro-F1 on `reports`
 */
export function trivialMicroF1(
  development: readonly CorpusReport[],
  reports: readonly CorpusReport[]
): number {
  const counts = new Map<string, Map<string, number>>();
  for (const { gold } of development) {
    for (const [key, grade] of gold) {
      const grades = counts.get(key) ?? new Map<string, number>();
      counts.set(key, grades.set(grade, (grades.get(grade) ?? 0) + 1));
    }
  }
  const answer = new Map<string, string>();
  for (const [key, grades] of counts) {
    const mentioned = [...grades.values()].reduce((sum, count) => sum + count, 0);
    const [grade, count] = [...grades].reduce((best, each) => (each[1] > best[1] ? each : best));
    if (count > development.length - mentioned) {
      answer.set(key, grade);
    }
  }
  let same = 0;
  let wrong = 0;
  for (const { gold } of reports) {
    for (const [key, grade] of answer) {
      same += gold.get(key) === grade ? 1 : 0;
      wrong += gold.get(key) === grade ? 0 : 1;
    }
    wrong += gold.size;
  }
  // F1 = 2 TP / (answers + gold labels); `wrong` holds the answers that miss and every gold label.
  return (2 * same) / (same + wrong);
}

/** 95 % interval of the micro-F1 by resampling reports (percentile bootstrap, fixed seed). */
export function bootstrapInterval(
  reports: readonly CorpusReport[],
  samples = 1000
): readonly [number, number] {
  const perReport = reports.map(report => evaluate([report]).micro);
  let seed = 20;
  const random = (): number => {
    // Linear congruential generator of Numerical Recipes: the same interval in every run.
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const scores = Array.from({ length: samples }, () => {
    let [same, extra, missed] = [0, 0, 0];
    for (let i = 0; i < perReport.length; i += 1) {
      const micro = perReport[Math.floor(random() * perReport.length)]!;
      same += micro.truePositive;
      extra += micro.falsePositive;
      missed += micro.falseNegative;
    }
    return (2 * same) / (2 * same + extra + missed);
  }).sort((a, b) => a - b);
  return [scores[Math.floor(0.025 * samples)]!, scores[Math.ceil(0.975 * samples) - 1]!];
}

/**
 * How many reports have at least one wrong label, and the upper end of the share's 95 % interval (Wilson
 * score): the resampled interval of a micro-F1 of 1 has no width, this one has.
 */
export function faultyReports(reports: readonly CorpusReport[]): { count: number; upper: number } {
  const n = reports.length;
  const count = reports.filter(report => evaluate([report]).differences.length > 0).length;
  const z = 1.96;
  const share = count / n;
  const center = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { count, upper: (center + spread) / (1 + (z * z) / n) };
}

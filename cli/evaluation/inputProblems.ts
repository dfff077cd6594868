import { sayError } from '../output';

/** Named on stderr at most; the rest is counted. */
const NAMED = 20;

/** Says what is wrong with single lines or files while the run goes on. */
export interface InputProblems {
  (sentence: string): void;
  readonly count: () => number;
  /** Says how many were not named. */
  readonly finish: () => void;
}

export function inputProblems(before: () => void): InputProblems {
  let count = 0;
  const complain = (sentence: string): void => {
    count++;
    if (count <= NAMED) {
      before();
      sayError(sentence);
    }
  };
  return Object.assign(complain, {
    count: () => count,
    finish: () => {
      if (count > NAMED) {
        sayError(`${count - NAMED} more lines were left out.`);
      }
    },
  });
}

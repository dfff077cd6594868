import { CONDITION_DEFINITIONS, type Level } from '../../findings';
import type { Store } from '../host/store';
import { cellToLookAt, pileOf } from '../study/piles';
import { findingAt, type Cell, type SessionState } from '../study/state';
import type { Decisions } from './decisions';

/**
 * Goes through what needs a look: from one finding to the next, images and all, and on by itself after a decision.
 * Everything acts on the selected finding, so that keys mean the same wherever the focus is.
 */
export class Review {
  constructor(
    private readonly store: Store<SessionState>,
    private readonly decisions: Pick<Decisions, 'accept' | 'reject' | 'change' | 'acceptAll'>,
    private readonly select: (cell: Cell) => void
  ) {}

  /** To the next finding that needs a look (1), or the one before (-1). */
  step(by: 1 | -1): void {
    const { study, selected, configuration } = this.store.get();
    const cell = study && cellToLookAt(study, configuration.conditions, selected, by);
    if (cell) {
      this.select(cell);
    }
  }

  accept(cell = this.selected): void {
    if (cell && this.isGraded(cell)) {
      this.decide(cell, () => this.decisions.accept(cell));
    }
  }

  reject(cell = this.selected): void {
    if (cell && this.isGraded(cell)) {
      this.decide(cell, () => this.decisions.reject(cell));
    }
  }

  /** @param index of the grade on its condition's scale, from 0; nothing happens where that has fewer */
  grade(index: number, cell = this.selected): void {
    const grade = cell && CONDITION_DEFINITIONS[cell.condition].grades[index];
    if (cell && grade) {
      this.decide(cell, () => this.decisions.change(cell, grade));
    }
  }

  /** Accepts what is normal, sure and tested on real labels at a level. */
  acceptLevel(level: Level | undefined = this.selected?.level): void {
    if (level) {
      this.decisions.acceptAll(level);
    }
  }

  private get selected(): Cell | null {
    return this.store.get().selected;
  }

  private isGraded(cell: Cell): boolean {
    const finding = findingAt(this.store.get().study, cell);
    return finding !== undefined && finding.grade !== 'not-graded';
  }

  /** Goes on where that was the first decision on what needed a look; who changes a decision wants to see it. */
  private decide(cell: Cell, decision: () => void): void {
    const { study, selected, configuration } = this.store.get();
    const finding = findingAt(study, cell);
    const first = finding?.status === 'suggested' && selected !== null && same(cell, selected);
    const goesOn =
      configuration.advance && first && study !== null && pileOf(finding, study.models) === 'look';
    decision();
    const after = this.store.get().study;
    const next = after && cellToLookAt(after, configuration.conditions, cell, 1);
    // After the last one its decision stays in sight.
    if (goesOn && next && findingAt(after, next)?.status === 'suggested') {
      this.select(next);
    }
  }
}

const same = (a: Cell, b: Cell): boolean => a.level === b.level && a.condition === b.condition;

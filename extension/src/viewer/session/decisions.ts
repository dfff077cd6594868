import {
  LEVELS,
  type Finding,
  type Grade,
  type Grading,
  type Level,
  type Vec3,
} from '../../findings';
import { accepted, changed, rejected, remarked, withFindings } from '../study/edits';
import { decided, withGrading, type GradingDecision } from '../study/gradingEdits';
import type { FindingsOnImages } from '../overlay/findingsOnImages';
import { measurementLabel, remarkIn } from '../study/labels';
import { renumberedNotice } from '../study/notices';
import { acceptable } from '../study/piles';
import { renumbered } from '../study/renumber';
import {
  allFindings,
  findingAt,
  type Cell,
  type GradedStudy,
  type SessionState,
} from '../study/state';
import type { Store } from '../host/store';

/** What is renumbered together: names, findings, segments and what is said of them. */
type Numbering = Pick<GradedStudy, 'levels' | 'outside' | 'segmentation' | 'warnings'>;

const numberingOf = ({ levels, outside, segmentation, warnings }: GradedStudy): Numbering => ({
  levels,
  outside,
  segmentation,
  warnings,
});

/** What a person decides on findings; each decision is one step of the viewer's undo history. */
export class Decisions {
  /** Findings as they were before a person deleted their measurements, for undo. */
  private readonly beforeDeletion = new Map<string, Finding>();

  constructor(
    private readonly store: Store<SessionState>,
    private readonly images: () => FindingsOnImages | undefined,
    /** Who decides, as far as the viewer knows: "Family^Given". */
    private readonly reviewer: () => string | undefined,
    /** Called after every change. */
    private readonly changed: () => void
  ) {}

  accept = (cell: Cell): void => this.decideCell(cell, f => accepted(f, this.reviewer()));
  reject = (cell: Cell): void => this.decideCell(cell, f => rejected(f, this.reviewer()));
  change = (cell: Cell, grade: Grade): void =>
    this.decideCell(cell, f => changed(f, grade, this.reviewer()));

  /** A suggestion that something speaks against is unsure from then on; nobody has decided anything, so nothing is undone. */
  doubt(cell: Cell): void {
    const finding = findingAt(this.store.get().study, cell);
    if (finding?.status === 'suggested' && !finding.unsure) {
      this.replace([{ ...finding, unsure: true }]);
    }
  }

  /** Decides on a degeneration grading. It is on no image, but a step of the viewer's history all the same. */
  decideGrading(grading: Grading, decision: GradingDecision): void {
    const images = this.images();
    if (!images) {
      return;
    }
    const after = decided(grading, decision, this.reviewer());
    this.replaceGrading(after);
    images.decide([], [], undone => this.replaceGrading(undone ? grading : after));
  }

  /**
   * Accepts the suggestions that can be accepted together (see `acceptable`), of one level or of all, as one step.
   */
  acceptAll(level?: Level): void {
    const { study, configuration } = this.store.get();
    const shown = acceptable(study, configuration.conditions);
    const wanted = shown.filter(finding => !level || finding.level === level);
    this.decide(
      wanted,
      wanted.map(finding => accepted(finding, this.reviewer()))
    );
  }

  /** Moves the names of all discs (positive: down) with everything that is known of them. */
  renumber(by: number): void {
    const { study, selected } = this.store.get();
    const images = this.images();
    if (!study || !images) {
      return;
    }
    const after = renumbered(study, by);
    const [then, now] = [numberingOf(study), numberingOf(after)];
    const selectedAfter = selected && movedCell(selected, by);
    this.apply(now, selectedAfter);
    images.decide(allFindings(study), allFindings(after), undone =>
      this.apply(undone ? then : now, undone ? selected : selectedAfter)
    );
  }

  /** A person deleted measurements in the viewer: that rejects their findings. */
  deletedInViewer(uids: readonly string[]): void {
    for (const finding of allFindings(this.store.get().study)) {
      if (uids.includes(finding.uid) && finding.status !== 'rejected') {
        this.beforeDeletion.set(finding.uid, finding);
        this.replace([rejected(finding, this.reviewer())]);
      }
    }
  }

  /** A person undid such a deletion. */
  restoredInViewer(uid: string): void {
    const before = this.beforeDeletion.get(uid);
    if (before) {
      this.beforeDeletion.delete(uid);
      this.replace([before]);
    }
  }

  /** A person wrote another label in the viewer: what is not ours in it is their remark. */
  labeledInViewer(uid: string, label: string): void {
    const finding = allFindings(this.store.get().study).find(f => f.uid === uid);
    if (finding && label !== measurementLabel(finding)) {
      // Also for a label that only lacks our own words: they are put back.
      this.decide([finding], [remarked(finding, remarkIn(label, finding))]);
    }
  }

  /** A person dragged a finding's measurement. */
  movedInViewer(uid: string, point: Vec3): void {
    const { study } = this.store.get();
    const finding = allFindings(study).find(f => f.uid === uid);
    if (study && finding) {
      this.store.set({ study: withFindings(study, [{ ...finding, point }]) });
      this.changed();
    }
  }

  /** Other findings are shown now. */
  forget(): void {
    this.beforeDeletion.clear();
  }

  private decideCell(cell: Cell, decision: (finding: Finding) => Finding): void {
    const before = findingAt(this.store.get().study, cell);
    if (before) {
      this.decide([before], [decision(before)]);
    }
  }

  private decide(before: readonly Finding[], after: readonly Finding[]): void {
    const images = this.images();
    if (!images || before.length === 0) {
      return;
    }
    this.replace(after);
    images.decide(before, after, undone => this.replace(undone ? before : after));
  }

  private replace(findings: readonly Finding[]): void {
    const { study } = this.store.get();
    if (study) {
      const now = new Map(allFindings(study).map(({ uid, point }) => [uid, point]));
      // Undo brings a decision back, not the place from before the measurement was dragged.
      const here = findings.map(f => ({ ...f, point: now.get(f.uid) ?? f.point }));
      this.store.set({ study: withFindings(study, here) });
      this.changed();
    }
  }

  private replaceGrading(grading: Grading): void {
    const { study } = this.store.get();
    if (study) {
      this.store.set({ study: withGrading(study, grading) });
      this.changed();
    }
  }

  private apply(numbering: Numbering, selected: Cell | null): void {
    const { study } = this.store.get();
    if (study) {
      const after = { ...study, ...numbering };
      this.store.set({ study: after, selected, notice: renumberedNotice(after) });
      this.images()?.rename(after);
      this.changed();
    }
  }
}

/** The same disc under its new name; null where that is outside the vocabulary. */
function movedCell({ level, condition }: Cell, by: number): Cell | null {
  const moved = LEVELS[LEVELS.indexOf(level) + by];
  return moved ? { level: moved, condition } : null;
}

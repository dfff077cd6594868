import type { CommandsManager, Cornerstone } from './ohif';

const UNDO = 'CORNERSTONE_TOOLS_HISTORY_UNDO';
const REDO = 'CORNERSTONE_TOOLS_HISTORY_REDO';

/**
 * DeepSPINE's steps in the viewer's undo history. OHIF records every annotation by itself, but only
 * while a viewport shows its series, and knows nothing of findings; so each of our steps is bracketed
 * by two memos of our own. Undo runs a step backwards and redo forwards: whichever bracket comes last
 * settles what the viewer's own memos did in between.
 */
export class History {
  private isReplaying = false;
  private recording = false;

  constructor(
    private readonly commandsManager: CommandsManager,
    private readonly cornerstone: Cornerstone
  ) {}

  /** Whether measurements come and go now because of us or of undo, not because a person acts. */
  get busy(): boolean {
    return this.isReplaying || this.recording;
  }

  /** Whether one of our own steps is being undone or redone. */
  get replaying(): boolean {
    return this.isReplaying;
  }

  /** Makes a change as one step; `settle` is called after each undo (true) and redo (false) of it. */
  record(change: () => void, settle: (undone: boolean) => void): void {
    const { DefaultHistoryMemo } = this.cornerstone.utilities.HistoryMemo;
    const begin = () => {
      this.isReplaying = true;
      // Undo is synchronous: if a memo of the viewer throws, the end bracket never runs.
      queueMicrotask(() => {
        this.isReplaying = false;
      });
    };
    const end = (undone: boolean) => {
      this.isReplaying = true;
      try {
        settle(undone);
      } finally {
        this.isReplaying = false;
      }
    };
    this.commandsManager.run('startRecordingForAnnotationGroup');
    try {
      DefaultHistoryMemo.push({ restoreMemo: undo => (undo ? end(true) : begin()) });
      this.quietly(change);
      DefaultHistoryMemo.push({ restoreMemo: undo => (undo ? begin() : end(false)) });
    } finally {
      this.commandsManager.run('endRecordingForAnnotationGroup');
    }
  }

  /** Makes a change that no listener takes for a person's. */
  quietly(change: () => void): void {
    const before = this.recording;
    this.recording = true;
    try {
      change();
    } finally {
      this.recording = before;
    }
  }

  /** Calls back with an annotation's uid after the viewer itself undid or redid a step with it. */
  onReplayed(listener: (annotationUID: string) => void): () => void {
    const { eventTarget } = this.cornerstone;
    const handle = (event: CustomEvent<{ id?: string }>) => {
      if (!this.busy && event.detail.id) {
        listener(event.detail.id);
      }
    };
    eventTarget.addEventListener(UNDO, handle);
    eventTarget.addEventListener(REDO, handle);
    return () => {
      eventTarget.removeEventListener(UNDO, handle);
      eventTarget.removeEventListener(REDO, handle);
    };
  }
}

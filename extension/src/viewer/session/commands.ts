import type { Condition, Grade, Level } from '../../findings';
import type { LayoutId } from '../study/layoutId';
import type { OverlayKind } from '../study/overlays';
import type { Session } from './session';

export interface CellOptions {
  readonly level: Level;
  readonly condition: Condition;
}

/** The cell that a command names; undefined: the selected one is meant. */
const cellOf = ({ level, condition }: Partial<CellOptions> = {}): CellOptions | undefined =>
  level && condition && { level, condition };

/**
 * DeepSPINE's commands, for hotkeys, toolbar buttons and other extensions. Each name stands with the
 * options it takes.
 */
export function commandsModule(session: Session) {
  const actions = {
    'deepspine.analyze': () => session.analyze(),
    'deepspine.cancel': () => session.cancel(),
    'deepspine.save': () => session.save(),
    'deepspine.clear': () => session.clear(),
    'deepspine.download': () => session.downloadReport(),
    'deepspine.show': () => session.showOnImages(),
    'deepspine.jump': (cell: CellOptions) => session.select(cell),
    'deepspine.explain': (cell: CellOptions) => session.explain(cell),
    'deepspine.next': () => session.review.step(1),
    'deepspine.previous': () => session.review.step(-1),
    'deepspine.accept': (options?: Partial<CellOptions>) => session.review.accept(cellOf(options)),
    'deepspine.change': ({ grade, ...cell }: CellOptions & { readonly grade: Grade }) =>
      session.decisions.change(cell, grade),
    'deepspine.grade': ({ index }: { readonly index: number }) => session.review.grade(index),
    'deepspine.reject': (options?: Partial<CellOptions>) => session.review.reject(cellOf(options)),
    'deepspine.acceptLevel': (options: { readonly level?: Level } = {}) =>
      session.review.acceptLevel(options.level),
    'deepspine.overlays': (options: { readonly kind?: OverlayKind } = {}) =>
      session.toggleOverlays(options.kind),
    'deepspine.acceptAll': ({ level }: { readonly level?: Level } = {}) =>
      session.decisions.acceptAll(level),
    'deepspine.layout': ({ layout }: { readonly layout: LayoutId }) => session.arrange(layout),
    'deepspine.renumber': ({ by }: { readonly by: number }) => session.decisions.renumber(by),
  };
  const definitions = Object.fromEntries(
    Object.entries(actions).map(([name, commandFn]) => [name, { commandFn }])
  );
  return { actions, definitions, defaultContext: 'DEEPSPINE' };
}

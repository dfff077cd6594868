import type { Condition, Grade, Level } from '../../findings';
import type { LayoutId } from '../study/layoutId';
import type { Session } from './session';

export interface CellOptions {
  readonly level: Level;
  readonly condition: Condition;
}

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
    'deepspine.accept': (cell: CellOptions) => session.decisions.accept(cell),
    'deepspine.change': ({ grade, ...cell }: CellOptions & { readonly grade: Grade }) =>
      session.decisions.change(cell, grade),
    'deepspine.reject': (cell: CellOptions) => session.decisions.reject(cell),
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

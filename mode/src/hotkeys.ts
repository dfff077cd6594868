import type { Hotkey } from './host';

const key = (
  keys: string,
  label: string,
  commandName: string,
  commandOptions: Hotkey['commandOptions'] = {}
): Hotkey => ({ commandName, commandOptions, label, keys: [keys], isEditable: true });

/** How findings are reviewed without a mouse, wherever the focus is. A person can change them in the viewer. */
export const HOTKEYS: readonly Hotkey[] = [
  key('n', 'DeepSPINE: next finding to look at', 'deepspine.next'),
  key('p', 'DeepSPINE: previous finding to look at', 'deepspine.previous'),
  key('a', 'DeepSPINE: accept the finding', 'deepspine.accept'),
  key('shift+a', 'DeepSPINE: accept the normal findings of the level', 'deepspine.acceptLevel'),
  key('r', 'DeepSPINE: reject the finding', 'deepspine.reject'),
  ...[0, 1, 2, 3].map(index =>
    key(`${index + 1}`, `DeepSPINE: grade ${index + 1} of the scale`, 'deepspine.grade', { index })
  ),
  key('o', 'DeepSPINE: show or hide everything on the images', 'deepspine.overlays'),
];

/** The viewer's own commands that move to another key here; those without one are of no use for lumbar MRI. */
const MOVED: Readonly<Record<string, string>> = { rotateViewportCW: 'shift+r' };

/** The viewer's shortcuts with ours in them; no key means two things. */
export function withHotkeys(viewers: readonly Hotkey[]): readonly Hotkey[] {
  const taken = new Set(HOTKEYS.map(({ keys }) => keys.join('+')));
  const kept = viewers.flatMap(hotkey => {
    if (!taken.has([hotkey.keys].flat().join('+'))) {
      return [hotkey];
    }
    const moved = MOVED[hotkey.commandName];
    return moved ? [{ ...hotkey, keys: [moved] }] : [];
  });
  return [...kept, ...HOTKEYS];
}

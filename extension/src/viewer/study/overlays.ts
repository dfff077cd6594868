/** What of ours lies over the images: outlines of structures, names of discs, circles and lengths of findings. */
export const OVERLAY_KINDS = ['outlines', 'names', 'findings'] as const;
export type OverlayKind = (typeof OVERLAY_KINDS)[number];

/** What a person wants to see; `all` false hides everything at once and forgets nothing. */
export interface Overlays extends Readonly<Record<OverlayKind, boolean>> {
  readonly all: boolean;
}

export const ALL_OVERLAYS: Overlays = { all: true, outlines: true, names: true, findings: true };

/** Whether a kind is to be seen now. */
export const isSeen = (overlays: Overlays, kind: OverlayKind): boolean =>
  overlays.all && overlays[kind];

/**
 * Switches a kind, or all of them at once. A kind that is asked for while all are hidden is shown, so that no
 * switch is without effect.
 */
export function toggled(overlays: Overlays, kind?: OverlayKind): Overlays {
  if (!kind) {
    return { ...overlays, all: !overlays.all };
  }
  return overlays.all
    ? { ...overlays, [kind]: !overlays[kind] }
    : { all: true, outlines: false, names: false, findings: false, [kind]: true };
}

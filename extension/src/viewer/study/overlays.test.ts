import { ALL_OVERLAYS, isSeen, OVERLAY_KINDS, toggled } from './overlays';

const seen = (overlays: typeof ALL_OVERLAYS) =>
  OVERLAY_KINDS.filter(kind => isSeen(overlays, kind));

describe('what of ours is seen over the images', () => {
  it('is switched kind by kind', () => {
    expect(seen(toggled(ALL_OVERLAYS, 'names'))).toEqual(['outlines', 'findings']);
    expect(seen(toggled(toggled(ALL_OVERLAYS, 'names'), 'names'))).toEqual([...OVERLAY_KINDS]);
  });

  it('is hidden and shown at once, and comes back as it was', () => {
    const some = toggled(ALL_OVERLAYS, 'outlines');
    expect(seen(toggled(some))).toEqual([]);
    expect(seen(toggled(toggled(some)))).toEqual(['names', 'findings']);
  });

  it('shows the kind that is asked for while all are hidden', () => {
    expect(seen(toggled(toggled(ALL_OVERLAYS), 'names'))).toEqual(['names']);
  });
});

/** @jest-environment node */
import type { SliceLabels } from '../../analysis/segmentationResult';
import { nextTask } from '../../browser/nextTask';
import type { DisplaySet } from '../host/ohif';
import type { Drawing } from './segmentationDisplay';
import { SegmentationPreview } from './segmentationPreview';

const slice = (name: string, label = 1): SliceLabels => ({
  sopInstanceUID: name,
  rows: 1,
  columns: 1,
  labels: Uint8Array.of(label),
});

/** @param inSight the image that a viewport shows */
function started(inSight = 'b', starts = async (): Promise<Drawing | null> => ({}) as Drawing) {
  const did: string[] = [];
  let tasks = 0;
  const display = {
    startPreview: () => {
      did.push('start');
      return starts();
    },
    paint: (_: Drawing, { sopInstanceUID, labels }: SliceLabels) => {
      did.push(`${sopInstanceUID}${labels[0]} in task ${tasks}`);
      return sopInstanceUID === inSight;
    },
    refresh: async () => void did.push('refresh'),
  };
  const preview = new SegmentationPreview(display, {
    displaySets: [{} as DisplaySet],
    imageIds: [],
  });
  const run = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await nextTask();
      tasks++;
    }
  };
  return { did, preview, run };
}

describe('slices that come', () => {
  it('are drawn in tasks of their own; viewports draw once, after the last that waits', async () => {
    const { did, preview, run } = started();
    ['a', 'b', 'c'].forEach(name => preview.add(slice(name)));
    await run(6);
    expect(did).toEqual(['start', 'a1 in task 0', 'b1 in task 1', 'c1 in task 2', 'refresh']);
    preview.add(slice('d'));
    preview.add(slice('b', 2));
    await run(3);
    expect(did.slice(5).map(what => what.split(' ')[0])).toEqual(['d1', 'b2', 'refresh']);
  });

  it('are drawn once when they come again before they were', async () => {
    const { did, preview, run } = started('z');
    preview.add(slice('a'));
    preview.add(slice('b'));
    preview.add(slice('b', 2));
    await run(5);
    expect(did).toEqual(['start', 'a1 in task 0', 'b2 in task 1']);
  });

  it('are not drawn after the end', async () => {
    const { did, preview, run } = started();
    preview.add(slice('a'));
    preview.add(slice('b'));
    await run(1);
    preview.end();
    preview.add(slice('c'));
    await run(4);
    expect(did).toEqual(['start', 'a1 in task 0']);
  });

  it('are not drawn where something else is drawn, or drawing fails', async () => {
    const other = started('b', async () => null);
    other.preview.add(slice('a'));
    await other.run(2);
    other.preview.add(slice('b'));
    await other.run(2);
    expect(other.did).toEqual(['start']);

    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const failing = started('b', () => Promise.reject(new Error('no room')));
    failing.preview.add(slice('a'));
    await failing.run(2);
    failing.preview.add(slice('b'));
    await failing.run(2);
    expect(failing.did).toEqual(['start']);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

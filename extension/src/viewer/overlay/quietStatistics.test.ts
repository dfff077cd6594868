/** @jest-environment node */
import type { Runtime } from '../host/ohif';
import { quietStatistics } from './quietStatistics';

const SETTING = 'panelSegmentation.disableUpdateSegmentationStats';

function started(ofSite?: boolean) {
  let tell: (event: { segmentationId: string }) => void = () => {};
  let setting: unknown = ofSite;
  const services = {
    segmentationService: {
      EVENTS: { SEGMENTATION_DATA_MODIFIED: 'modified' },
      subscribe: (_: string, listener: typeof tell) => {
        tell = listener;
        return { unsubscribe: () => (tell = () => {}) };
      },
    },
    customizationService: {
      getCustomization: (id: string) => (id === SETTING ? setting : undefined),
      setCustomizations: ({ [SETTING]: set }: Record<string, { $set: unknown }>) => {
        setting = set?.$set;
      },
    },
  };
  const runtime = { services } as unknown as Runtime;
  const { unsubscribe } = quietStatistics(runtime, id => id === 'ours');
  return {
    change: (segmentationId: string) => tell({ segmentationId }),
    unsubscribe,
    setting: () => setting,
  };
}

it('has no statistics made of ours, and those of others as ever', () => {
  const { change, setting, unsubscribe } = started();
  change('theirs');
  expect(setting()).toBeUndefined();
  change('ours');
  expect(setting()).toBe(true);
  change('theirs');
  expect(setting()).toBe(false);
  change('ours');
  unsubscribe();
  expect(setting()).toBe(false);
  change('ours');
  expect(setting()).toBe(false);
});

it('leaves a site that wants none its way', () => {
  const { change, setting, unsubscribe } = started(true);
  change('ours');
  change('theirs');
  unsubscribe();
  expect(setting()).toBe(true);
});

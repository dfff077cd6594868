import { orientationOf, sliceNormal } from '../imaging/geometry';
import { seriesRole, type Plane } from '../imaging/seriesRole';
import type { SeriesRole } from '../imaging/types';
import { describeSeries, firstInstance, hasImages } from './displaySets';
import type { DisplaySet, DisplaySetService, HangingProtocolService, Instance } from './ohif';

export const PROTOCOL_ID = '@deepspine/hp';
const ROLE = 'deepspineSeriesRole';
const PLANE = 'deepspinePlane';

/** The planes of a display set as its metadata states them; multi-frame groups included. */
function planesOf(displaySet: DisplaySet): Plane[] {
  const instances = displaySet.instances ?? displaySet.images ?? [];
  return instances.flatMap(instance => {
    const perFrame = asList(instance.PerFrameFunctionalGroupsSequence);
    const shared = asList(instance.SharedFunctionalGroupsSequence);
    const groups = perFrame.length > 0 ? perFrame : shared;
    const orientations =
      groups.length > 0
        ? groups.map(
            g =>
              asList(g.PlaneOrientationSequence)[0]?.ImageOrientationPatient ??
              asList(shared[0]?.PlaneOrientationSequence)[0]?.ImageOrientationPatient
          )
        : [instance.ImageOrientationPatient];
    return orientations.flatMap(values => toPlane(values) ?? []);
  });
}

function asList(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value)
    ? value
    : value !== null && typeof value === 'object'
      ? [value as Instance]
      : [];
}

function toPlane(values: unknown): Plane | null {
  const v = Array.isArray(values) ? values.map(Number) : [];
  if (v.length !== 6 || !v.every(Number.isFinite)) {
    return null;
  }
  return { rowDirection: [v[0]!, v[1]!, v[2]!], columnDirection: [v[3]!, v[4]!, v[5]!] };
}

/** What a display set shows, recognised from geometry and acquisition (imaging/seriesRole). */
export function displaySetRole(displaySet: DisplaySet): SeriesRole {
  if (
    !hasImages(displaySet) ||
    (displaySet.Modality ?? firstInstance(displaySet)?.Modality) !== 'MR'
  ) {
    return 'other';
  }
  return seriesRole(describeSeries(displaySet), planesOf(displaySet));
}

/** 'sagittal', 'axial' or 'coronal' for MR images that are no localiser; '' for everything else. */
function displaySetPlane(displaySet: DisplaySet): string {
  const [plane] = planesOf(displaySet);
  const role = displaySetRole(displaySet);
  if (!plane || displaySet.Modality !== 'MR' || role === 'localiser') {
    return '';
  }
  return orientationOf(sliceNormal(plane));
}

/** Lets hanging protocols ask for a series' role and plane; done before a protocol is applied. */
export function addSeriesAttributes(service: HangingProtocolService): void {
  service.addCustomAttribute(ROLE, 'DeepSPINE: what a lumbar series shows', displaySetRole);
  service.addCustomAttribute(PLANE, 'DeepSPINE: anatomical plane', displaySetPlane);
}

const equals = (attribute: string, value: string, weight: number, required = false) => ({
  attribute,
  constraint: { equals: { value } },
  weight,
  required,
});

const SELECTORS = {
  sagittal: {
    seriesMatchingRules: [
      equals(PLANE, 'sagittal', 1, true),
      equals(ROLE, 'sagT2', 100),
      equals(ROLE, 'sagSTIR', 50),
      equals(ROLE, 'sagT1', 20),
    ],
  },
  axial: {
    seriesMatchingRules: [
      equals(PLANE, 'axial', 1, true),
      equals(ROLE, 'axT2', 100),
      equals(ROLE, 'axT1', 20),
    ],
  },
  anything: {
    allowUnmatchedView: true,
    seriesMatchingRules: [
      { attribute: 'numImageFrames', constraint: { greaterThan: { value: 0 } }, required: true },
    ],
  },
};

type Selector = keyof typeof SELECTORS;

/** Stacks: slices as scanned. Reference lines show how the planes cut each other. */
const viewport = (selector: Selector) => ({
  viewportOptions: {
    viewportType: 'stack',
    toolGroupId: 'default',
    initialImageOptions: { preset: 'middle' },
    allowUnmatchedView: true,
    syncGroups: [
      {
        type: 'hydrateseg',
        id: 'sameFORId',
        source: true,
        target: true,
        options: { matchingRules: ['sameFOR'] },
      },
    ],
  },
  displaySets: [{ id: selector }],
});

const stage = (name: string, selectors: readonly Selector[]) => ({
  id: name,
  name,
  viewportStructure: {
    layoutType: 'grid',
    properties: { rows: 1, columns: selectors.length },
  },
  stageActivation: { enabled: { minViewportsMatched: selectors.length } },
  viewports: selectors.map(viewport),
});

/**
 * Sagittal T2 on the left and axial T2 on the right, or what the study has of these. OHIF starts with
 * the first stage whether or not it is filled, so the stages follow the study that is open.
 */
export function protocolFor(displaySets: readonly DisplaySet[]): object {
  const planes = displaySets.map(displaySetPlane);
  const sagittal = planes.includes('sagittal');
  const axial = planes.includes('axial');
  const stages: (readonly [string, readonly Selector[]])[] = [
    ...(sagittal && axial ? [['Sagittal and axial', ['sagittal', 'axial']] as const] : []),
    ...(sagittal ? [['Sagittal', ['sagittal']] as const] : []),
    ...(axial ? [['Axial', ['axial']] as const] : []),
    ['Any series', ['anything']],
  ];
  return {
    id: PROTOCOL_ID,
    name: 'DeepSPINE lumbar MRI',
    locked: true,
    protocolMatchingRules: [],
    toolGroupIds: ['default'],
    numberOfPriorsReferenced: 0,
    displaySetSelectors: SELECTORS,
    defaultViewport: viewport('anything'),
    stages: stages.map(([name, selectors]) => stage(name, selectors)),
  };
}

/** The entry of getHangingProtocolModule: OHIF asks anew for every study. */
export const hangingProtocol = {
  name: PROTOCOL_ID,
  protocol: ({
    servicesManager,
  }: {
    servicesManager: { services: { displaySetService: DisplaySetService } };
  }) => ({
    protocol: protocolFor(servicesManager.services.displaySetService.getActiveDisplaySets()),
  }),
};

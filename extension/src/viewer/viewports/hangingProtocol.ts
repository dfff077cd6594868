import { chooseSeries } from '../../imaging/chooseSeries';
import { sliceNormal } from '../../imaging/geometry';
import type { SeriesRole, SlicePlane } from '../../imaging/types';
import { dot } from '../../imaging/vec3';
import type { DisplaySet, DisplaySetService, HangingProtocolService } from '../host/ohif';
import { displaySetContent, hasImages } from '../images/displaySets';
import { displaySetPlane, hungRole, PLANE, ROLE } from '../images/seriesAttributes';
import type { LayoutId } from '../study/layoutId';
import { screenShape, type ScreenShape } from './screenShape';

export const PROTOCOL_ID = '@deepspine/hp';
/** The viewport that is turned into the plane of the chosen disc. */
export const DISC_VIEWPORT = 'deepspine-disc';

type Plane = 'sagittal' | 'axial';

/** One viewport of a layout: what it shows, as rules that score a display set. */
interface Pane {
  readonly id: string;
  readonly plane: Plane | null;
  /** The more, the better; several roles stand in for each other. */
  readonly roles: Partial<Readonly<Record<SeriesRole, number>>>;
  /** Shows these roles only. */
  readonly strict?: boolean;
  readonly study?: 'current' | 'prior';
  /** Reformatted in the plane of the chosen disc. */
  readonly oblique?: boolean;
}

const SAGITTAL: Pane = {
  id: 'sagittal',
  plane: 'sagittal',
  roles: { sagT2: 100, sagSTIR: 50, sagT1: 20 },
};
const AXIAL: Pane = { id: 'axial', plane: 'axial', roles: { axT2: 100, axT1: 20 } };
/** Beside the T2 or STIR. */
const SAGITTAL_T1: Pane = {
  id: 'sagittal-t1',
  plane: 'sagittal',
  roles: { sagT1: 100 },
  strict: true,
};
const ANYTHING: Pane = { id: 'anything', plane: null, roles: {} };

const only = (role: SeriesRole, plane: Plane): Pane => ({
  id: role,
  plane,
  roles: { [role]: 100 },
  strict: true,
});

const SEQUENCES: readonly Pane[] = [
  only('sagT2', 'sagittal'),
  only('sagT1', 'sagittal'),
  only('sagSTIR', 'sagittal'),
  only('axT2', 'axial'),
];

const ofPrior = (pane: Pane): Pane => ({ ...pane, id: `prior-${pane.id}`, study: 'prior' });

/** Where the two studies of the layouts are. */
interface Studies {
  readonly current: string;
  readonly prior: string | null;
}

/** Slices nearer than this, reformatted, show more than axial images that lie apart, mm. */
const THIN_MM = 1.5;

const rule = (attribute: string, value: string, weight: number, required = false) => ({
  attribute,
  constraint: { equals: { value } },
  weight,
  required,
});

/** The rules by which the viewer finds a pane's display set; see OHIF's display set selectors. */
function selector({ plane, roles, strict, study }: Pane, { current, prior }: Studies): object {
  return {
    allowUnmatchedView: true,
    seriesMatchingRules: [
      rule('StudyInstanceUID', (study === 'prior' ? prior : current) ?? '', 1, true),
      ...(plane
        ? [rule(PLANE, plane, 1, true)]
        : [
            {
              attribute: 'numImageFrames',
              constraint: { greaterThan: { value: 0 } },
              required: true,
            },
          ]),
      ...Object.entries(roles).map(([role, weight]) => rule(ROLE, role, weight, strict)),
    ],
  };
}

/** Stacks show slices as scanned; the disc's plane needs a volume. */
const viewport = ({ id, oblique }: Pane) => ({
  viewportOptions: {
    ...(oblique
      ? { viewportId: DISC_VIEWPORT, viewportType: 'volume', orientation: 'axial' }
      : { viewportType: 'stack' }),
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
  displaySets: [{ id }],
});

interface Layout {
  readonly id: LayoutId;
  readonly name: string;
  readonly panes: readonly Pane[];
}

const columnsOf = (panes: number): number => (panes > 3 ? 2 : panes);

/** A part of the screen that the images have, as shares of it. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Two sagittal images and an axial one: side by side on a wide screen, the axial one the widest; else the sagittal
 * ones side by side above it.
 */
const THREE: Readonly<Record<ScreenShape, readonly Place[]>> = {
  wide: [
    { x: 0, y: 0, width: 0.3, height: 1 },
    { x: 0.3, y: 0, width: 0.3, height: 1 },
    { x: 0.6, y: 0, width: 0.4, height: 1 },
  ],
  narrow: [
    { x: 0, y: 0, width: 0.5, height: 0.5 },
    { x: 0.5, y: 0, width: 0.5, height: 0.5 },
    { x: 0, y: 0.5, width: 1, height: 0.5 },
  ],
};

const withT1AndAxial = (panes: readonly Pane[]): boolean =>
  panes.length === 3 && panes.includes(SAGITTAL_T1) && panes.includes(AXIAL);

/** Rows, columns, and where the images do not all get the same room. */
function grid(panes: readonly Pane[], shape: ScreenShape): object {
  if (withT1AndAxial(panes)) {
    const [rows, columns] = shape === 'wide' ? [1, 3] : [2, 2];
    return { rows, columns, layoutOptions: THREE[shape] };
  }
  const columns = columnsOf(panes.length);
  return { rows: Math.ceil(panes.length / columns), columns };
}

const stage = ({ id, name, panes }: Layout, shape: ScreenShape) => ({
  id,
  name,
  viewportStructure: { layoutType: 'grid', properties: grid(panes, shape) },
  stageActivation: { enabled: { minViewportsMatched: panes.length } },
  viewports: panes.map(viewport),
});

/**
 * The layouts that a study can fill, the one to start with first. OHIF starts with the first stage
 * whether or not it is filled, so the stages follow what is open.
 * @param displaySets of all open studies
 */
export function layoutsFor(
  displaySets: readonly DisplaySet[],
  { current, prior }: Studies
): readonly Layout[] {
  const mine = displaySets.filter(ds => ds.StudyInstanceUID === current);
  const earlier = displaySets.filter(ds => prior !== null && ds.StudyInstanceUID === prior);
  const has = (sets: readonly DisplaySet[], plane: Plane) =>
    sets.some(ds => displaySetPlane(ds) === plane);
  const roles = new Set(mine.map(displaySet => hungRole(displaySet, mine)));
  const panes = (sets: readonly DisplaySet[]) => [
    ...(has(sets, 'sagittal') ? [SAGITTAL] : []),
    ...(has(sets, 'axial') ? [AXIAL] : []),
  ];
  const now = panes(mine);
  const then = panes(earlier).map(ofPrior);
  const hasPair = roles.has('sagT1') && (roles.has('sagT2') || roles.has('sagSTIR'));
  const reading = now.flatMap(pane =>
    pane === SAGITTAL && hasPair ? [SAGITTAL, SAGITTAL_T1] : [pane]
  );
  const sequences = SEQUENCES.filter(({ id }) => roles.has(id as SeriesRole));
  const layouts: Layout[] = [
    { id: 'reading', name: 'Reading', panes: reading.length > 0 ? reading : [ANYTHING] },
  ];
  if (sequences.length > reading.length) {
    layouts.push({ id: 'sequences', name: 'All sequences', panes: sequences });
  }
  if (has(mine, 'sagittal') && discPlaneShowsMore(mine)) {
    const disc: Pane = { ...SAGITTAL, id: 'disc', oblique: true };
    layouts.push({ id: 'disc', name: 'Plane of the disc', panes: [SAGITTAL, disc] });
  }
  const pairs = now.flatMap(pane => {
    const earlierPane = then.find(({ id }) => id === `prior-${pane.id}`);
    return earlierPane ? [pane, earlierPane] : [];
  });
  if (pairs.length > 0) {
    // Last: the viewer remembers stages by their number, and priors come later.
    layouts.push({ id: 'comparison', name: 'Comparison with a prior', panes: pairs });
  }
  return layouts;
}

/** Whether sagittal images in the plane of a disc show what no axial image does: there are none, or they lie apart. */
function discPlaneShowsMore(displaySets: readonly DisplaySet[]): boolean {
  if (!displaySets.some(ds => displaySetPlane(ds) === 'axial')) {
    return true;
  }
  const { sagittal } = chooseSeries(displaySets.filter(hasImages).map(displaySetContent));
  return sagittal !== null && meanSpacing(sagittal) <= THIN_MM;
}

/** mm between places; of a picture with one place Infinity. */
function meanSpacing({
  images,
  planes,
}: {
  readonly images: readonly SlicePlane[];
  readonly planes: number;
}): number {
  const normal = sliceNormal(images[0]!);
  const along = images.map(({ position }) => dot(position, normal));
  return planes > 1 ? (Math.max(...along) - Math.min(...along)) / (planes - 1) : Infinity;
}

/** The newest of the other open studies that has images. */
export function priorOf(displaySets: readonly DisplaySet[], current: string): string | null {
  const date = (ds: DisplaySet) => String(ds.instances?.[0]?.StudyDate ?? '');
  const others = displaySets
    .filter(ds => ds.StudyInstanceUID !== current && displaySetPlane(ds) !== '')
    .sort((a, b) => date(b).localeCompare(date(a)));
  return others[0]?.StudyInstanceUID ?? null;
}

/**
 * The hanging protocol for what is open.
 * @param current the study being read
 * @param shape of the room that the images have
 */
export function protocolFor(
  displaySets: readonly DisplaySet[],
  current?: string,
  shape: ScreenShape = 'narrow'
): object {
  const study = current ?? displaySets[0]?.StudyInstanceUID ?? '';
  const studies = { current: study, prior: priorOf(displaySets, study) };
  const layouts = layoutsFor(displaySets, studies);
  const panes = layouts.flatMap(layout => layout.panes);
  return {
    id: PROTOCOL_ID,
    name: 'DeepSPINE lumbar MRI',
    locked: true,
    protocolMatchingRules: [],
    toolGroupIds: ['default'],
    numberOfPriorsReferenced: 0,
    displaySetSelectors: Object.fromEntries(
      [...panes, ANYTHING].map(pane => [pane.id, selector(pane, studies)])
    ),
    defaultViewport: viewport(ANYTHING),
    stages: layouts.map(layout => stage(layout, shape)),
  };
}

/** The entry of getHangingProtocolModule: OHIF asks anew for every study and every change of layout. */
export const hangingProtocol = {
  name: PROTOCOL_ID,
  protocol: ({
    servicesManager,
  }: {
    servicesManager: {
      services: {
        displaySetService: DisplaySetService;
        hangingProtocolService: HangingProtocolService;
      };
    };
  }) => {
    const { displaySetService, hangingProtocolService } = servicesManager.services;
    const current = hangingProtocolService.getActiveProtocol?.()?.activeStudy?.StudyInstanceUID;
    const displaySets = displaySetService.getActiveDisplaySets();
    return { protocol: protocolFor(displaySets, current, screenShape()) };
  },
};

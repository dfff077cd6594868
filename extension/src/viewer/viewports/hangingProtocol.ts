import type { SeriesRole } from '../../imaging/types';
import type { DisplaySet, DisplaySetService, HangingProtocolService } from '../host/ohif';
import type { LayoutId } from '../study/layoutId';
import { displaySetPlane, displaySetRole, PLANE, ROLE } from '../images/seriesAttributes';

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

const stage = ({ id, name, panes }: Layout) => ({
  id,
  name,
  viewportStructure: {
    layoutType: 'grid',
    properties: {
      rows: Math.ceil(panes.length / columnsOf(panes.length)),
      columns: columnsOf(panes.length),
    },
  },
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
  const roles = new Set(mine.map(displaySetRole));
  const panes = (sets: readonly DisplaySet[]) => [
    ...(has(sets, 'sagittal') ? [SAGITTAL] : []),
    ...(has(sets, 'axial') ? [AXIAL] : []),
  ];
  const now = panes(mine);
  const then = panes(earlier).map(ofPrior);
  const sequences = SEQUENCES.filter(({ id }) => roles.has(id as SeriesRole));
  const layouts: Layout[] = [
    { id: 'reading', name: 'Reading', panes: now.length > 0 ? now : [ANYTHING] },
  ];
  if (sequences.length > now.length) {
    layouts.push({ id: 'sequences', name: 'All sequences', panes: sequences });
  }
  if (has(mine, 'sagittal')) {
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

/** The newest of the other open studies that has images. */
export function priorOf(displaySets: readonly DisplaySet[], current: string): string | null {
  const date = (ds: DisplaySet) => String(ds.instances?.[0]?.StudyDate ?? '');
  const others = displaySets
    .filter(ds => ds.StudyInstanceUID !== current && displaySetPlane(ds) !== '')
    .sort((a, b) => date(b).localeCompare(date(a)));
  return others[0]?.StudyInstanceUID ?? null;
}

/** The hanging protocol for what is open; `current`: the study being read. */
export function protocolFor(displaySets: readonly DisplaySet[], current?: string): object {
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
    stages: layouts.map(stage),
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
    return { protocol: protocolFor(displaySetService.getActiveDisplaySets(), current) };
  },
};

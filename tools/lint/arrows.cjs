/**
 * The allowed arrows between folders, each written once. A folder may import from itself and from what
 * stands to its right; nothing else. `npm run lint` checks them and that no module is part of a circle,
 * types included (.dependency-cruiser.cjs).
 *
 * Folders below extension/src unless they begin with '/'. A folder named as 'analysis' alone means the files
 * directly in it (its entry points and shared types), not its rooms.
 */
const PURE = ['findings', 'imaging', 'messages'];
const HOST = ['viewer/host', 'viewer/images', 'viewer/study'];

module.exports = {
  findings: [],
  messages: ['findings'],
  imaging: ['findings', 'messages'],

  // The pipeline: each step sees the steps before it.
  'analysis/models': [...PURE, 'analysis', 'analysis/measure'],
  'analysis/run': [...PURE, 'analysis'],
  'analysis/input': [...PURE, 'analysis'],
  'analysis/segmentation': [...PURE, 'analysis'],
  'analysis/segment': [
    ...PURE,
    'analysis',
    'analysis/models',
    'analysis/run',
    'analysis/segmentation',
  ],
  'analysis/locate': [...PURE, 'analysis', 'analysis/segmentation'],
  'analysis/measure': [...PURE, 'analysis', 'analysis/locate', 'analysis/segmentation'],
  'analysis/grade': [
    ...PURE,
    'analysis',
    'analysis/input',
    'analysis/locate',
    'analysis/measure',
    'analysis/models',
    'analysis/run',
    'analysis/segmentation',
  ],
  'analysis/assemble': [
    ...PURE,
    'analysis',
    'analysis/input',
    'analysis/segmentation',
    'analysis/segment',
    'analysis/locate',
    'analysis/measure',
    'analysis/models',
    'analysis/grade',
  ],
  analysis: [
    ...PURE,
    'analysis/models',
    'analysis/run',
    'analysis/input',
    'analysis/segmentation',
    'analysis/segment',
    'analysis/locate',
    'analysis/measure',
    'analysis/grade',
    'analysis/assemble',
  ],

  'record/sr': [...PURE, 'analysis', 'record'],
  'record/seg': [...PURE, 'analysis', 'record', 'record/sr'],
  'record/part10': [...PURE, 'record'],
  record: [...PURE, 'analysis', 'record/sr', 'record/seg'],

  'reporting/reader': [...PURE],
  'reporting/check': [...PURE, 'reporting/reader'],
  'reporting/draft': [...PURE, 'analysis'],

  browser: [],
  'inference/protocol': [...PURE, 'analysis', 'analysis/grade', 'browser'],
  'inference/ort': [...PURE, 'analysis', 'browser', 'inference/protocol'],
  'inference/models': [
    ...PURE,
    'analysis',
    'analysis/models',
    'inference/ort',
    'inference/protocol',
  ],
  'inference/backend': [...PURE, 'analysis', 'inference/ort', 'inference/protocol'],
  'inference/pool': [...PURE, 'analysis', 'browser', 'inference/ort', 'inference/protocol'],
  'inference/worker': [
    ...PURE,
    'analysis',
    'analysis/grade',
    'inference/backend',
    'inference/models',
    'inference/ort',
    'inference/pool',
    'inference/protocol',
  ],
  'inference/client': [
    ...PURE,
    'analysis',
    'analysis/grade',
    'browser',
    'inference/ort',
    'inference/protocol',
  ],
  inference: ['inference/client', 'inference/protocol'],

  'viewer/host': [...PURE, 'inference/protocol', 'reporting/draft'],
  'viewer/images': [...PURE, 'browser', 'viewer/host'],
  'viewer/study': [
    ...PURE,
    'analysis',
    'analysis/grade',
    'analysis/models',
    'inference/protocol',
    'record',
    'viewer/host',
    'viewer/images',
  ],
  'viewer/storage': [...PURE, 'analysis', 'browser', 'record', 'record/part10', ...HOST],
  'viewer/viewports': [...PURE, 'analysis', ...HOST, 'viewer/storage'],
  'viewer/overlay': [
    ...PURE,
    'analysis',
    'analysis/segment',
    'browser',
    'record',
    'record/seg',
    ...HOST,
    'viewer/viewports',
  ],
  'viewer/session': [
    ...PURE,
    'analysis',
    'analysis/input',
    'browser',
    'inference/client',
    'inference/protocol',
    'record',
    ...HOST,
    'viewer/storage',
    'viewer/viewports',
    'viewer/overlay',
  ],

  panel: [
    ...PURE,
    'analysis',
    'analysis/grade',
    'reporting/check',
    'reporting/draft',
    'viewer/host',
    'viewer/study',
    'viewer/session',
  ],

  '/mode/src': [],
  // The same pipeline and record without a viewer.
  '/cli': [
    ...PURE,
    'analysis',
    'analysis/grade',
    'analysis/measure',
    'analysis/models',
    'record',
    'record/part10',
    'record/sr',
    'reporting/reader',
    'reporting/draft',
    '/tools/packaging',
  ],
  // The oldest Node that runs the project, asked before anything is installed.
  '/tools/packaging': [...PURE, 'viewer/host', '/tools'],
  '/tools': ['viewer/host', '/tools/packaging', '/demo'],
  '/demo': ['/cli', '/tools', '/tools/packaging'],
};

import mode, { lumbarMode } from '../../mode/src';
import type { BasicMode, ModeInstance } from '../../mode/src/host';
import type { HOTKEYS, withHotkeys } from '../../mode/src/hotkeys';
import { panelWidth } from '../../mode/src/panelWidth';
import { isValidMode } from '../../mode/src/validity';

const BASIC: ModeInstance = {
  id: '@ohif/mode-basic',
  routeName: 'basic',
  displayName: 'Basic',
  hide: true,
  isValidMode: () => ({ valid: true, description: '' }),
  hangingProtocol: 'default',
  extensions: { '@ohif/extension-default': '^3.0.0' },
  sopClassHandlers: ['sr3D', 'sr'],
  routes: [
    {
      path: 'basic',
      layoutTemplate: () => null,
      layoutInstance: {
        id: 'layout',
        props: {
          leftPanels: ['l'],
          rightPanels: ['seg', 'meas'],
          rightPanelClosed: true,
          viewports: [],
        },
      },
    },
  ],
};

const basicMode: BasicMode = {
  modeInstance: BASIC,
  modeFactory({ modeConfiguration }) {
    return modeConfiguration ? { ...this.modeInstance, displayName: 'changed' } : this.modeInstance;
  },
};

describe('the mode', () => {
  it('is the basic mode with our panel first and open, at its own route', () => {
    const made = lumbarMode(BASIC);
    expect([made.id, made.routeName, made.hide]).toEqual(['@deepspine/mode', 'deepspine', false]);
    const [route] = made.routes;
    expect(route!.path).toBe('deepspine');
    expect(route!.layoutInstance.props).toEqual({
      leftPanels: ['l'],
      rightPanels: ['@deepspine/extension.panelModule.deepspine', 'seg', 'meas'],
      rightPanelClosed: false,
      rightPanelInitialExpandedWidth: 280,
      viewports: [],
    });
    expect(made.hangingProtocol).toBe('@deepspine/hp');
    expect(Object.keys(made.extensions)).toContain('@deepspine/extension');
    expect(made.sopClassHandlers).toEqual(['sr3D', 'sr']);
    expect(BASIC.routes[0]!.layoutInstance.props.rightPanels).toEqual(['seg', 'meas']);
  });

  it('lets a site change it as it changes OHIF’s own modes', async () => {
    const options = { modeConfiguration: {}, loadModules: async () => [basicMode] };
    const made = await mode.modeFactory(options);
    expect([made.id, made.displayName]).toEqual(['@deepspine/mode', 'changed']);
  });

  it.each([
    ['a small window', 1280, null, 280],
    ['a large window', 1600, null, 420],
    ['as it was left', 1920, '512.4', 512],
    ['left wider than half of a smaller window', 900, '512', 280],
    ['nonsense', 1920, 'wide', 420],
  ])('opens the panel at a width for %s', (_, window, kept, width) => {
    expect(panelWidth(window, kept)).toBe(width);
  });

  it('puts its keys into the viewer’s list, where no key means two things', () => {
    const viewers = [
      { commandName: 'rotateViewportCW', label: 'Rotate Right', keys: ['r'] },
      { commandName: 'addNewSegment', label: 'Add New Segment', keys: ['a'] },
      { commandName: 'undo', label: 'Undo', keys: ['ctrl+z'] },
    ];
    let applied: typeof HOTKEYS = [];
    const customizationService = {
      setCustomizations(changes: object) {
        const { $apply } = (changes as Record<string, { $apply: typeof withHotkeys }>)[
          'ohif.hotkeyBindings'
        ]!;
        applied = $apply(viewers);
      },
    };
    let entered = 0;
    const basic = { ...BASIC, onModeEnter: () => void entered++ };
    lumbarMode(basic).onModeEnter!({ servicesManager: { services: { customizationService } } });
    expect(entered).toBe(1);
    const keys = applied.map(hotkey => hotkey.keys.join('+'));
    expect(new Set(keys).size).toBe(keys.length);
    expect(applied.find(h => h.commandName === 'rotateViewportCW')?.keys).toEqual(['shift+r']);
    expect(applied.some(h => h.commandName === 'addNewSegment')).toBe(false);
    expect(keys).toEqual(expect.arrayContaining(['ctrl+z', 'n', 'p', 'a', 'r', '1', '4', 'o']));
  });

  it('says which viewer it needs', async () => {
    const loadModules = async () => [{}];
    await expect(mode.modeFactory({ loadModules })).rejects.toThrow('needs OHIF 3.12');
  });

  it.each([
    ['MR', true],
    ['MR\\SR', true],
    ['SEG/MR', true],
    ['CT', false],
    ['MRA', false],
    ['', false],
  ])('opens studies of %s: %s', (modalities, valid) => {
    expect(isValidMode({ modalities }).valid).toBe(valid);
  });
});

import mode, { lumbarMode } from '../../mode/src';
import type { BasicMode, ModeInstance } from '../../mode/src/host';
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

import type { BasicMode, Hotkey, ModeContext, ModeFactoryOptions, ModeInstance } from './host';
import { withHotkeys } from './hotkeys';
import { EXTENSION_ID, EXTENSION_RANGE, id } from './id';
import { panelWidth } from './panelWidth';
import { isValidMode } from './validity';

const BASIC_MODE = '@ohif/mode-basic';
const extensionDependencies = { [EXTENSION_ID]: EXTENSION_RANGE };

/** OHIF's basic mode with the DeepSPINE panel opened first and the lumbar hanging protocol. */
export function lumbarMode(basic: ModeInstance): ModeInstance {
  const [route] = basic.routes;
  if (!route) {
    throw new Error(`${BASIC_MODE} has no route to build on; ${id} needs OHIF 3.12 or newer.`);
  }
  const { props } = route.layoutInstance;
  return {
    ...basic,
    id,
    routeName: 'deepspine',
    displayName: 'DeepSPINE',
    hide: false,
    isValidMode,
    onModeEnter(this: unknown, context: ModeContext) {
      basic.onModeEnter?.call(this, context);
      const { customizationService } = context.servicesManager.services;
      const change = { $apply: (viewers: readonly Hotkey[] = []) => withHotkeys(viewers) };
      customizationService.setCustomizations({ 'ohif.hotkeyBindings': change }, 'mode');
    },
    hangingProtocol: '@deepspine/hp',
    extensions: { ...basic.extensions, ...extensionDependencies },
    routes: [
      {
        ...route,
        path: 'deepspine',
        layoutInstance: {
          ...route.layoutInstance,
          props: {
            ...props,
            rightPanels: [`${EXTENSION_ID}.panelModule.deepspine`, ...props.rightPanels],
            rightPanelClosed: false,
            rightPanelInitialExpandedWidth: panelWidth(),
          },
        },
      },
    ],
  };
}

/** Called by OHIF at start; throws where the viewer is too old to build on. */
async function modeFactory({
  modeConfiguration,
  loadModules,
}: ModeFactoryOptions): Promise<ModeInstance> {
  const [loaded] = await loadModules([BASIC_MODE]);
  const basic = loaded as BasicMode | undefined;
  if (!basic?.modeInstance) {
    throw new Error(`${id} builds on ${BASIC_MODE}, which this viewer lacks; it needs OHIF 3.12+.`);
  }
  // The basic mode's factory applies the site's changes with the same commands as for OHIF's own modes.
  return basic.modeFactory.call(
    { modeInstance: lumbarMode(basic.modeInstance) },
    { modeConfiguration }
  );
}

export default { id, modeFactory, extensionDependencies };

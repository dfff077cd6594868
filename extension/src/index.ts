import { panelModule, workListCustomization } from './panel';
import { commandsModule } from './viewer/session/commands';
import { CONFIGURATION_KEY } from './viewer/host/configuration';
import { hangingProtocol } from './viewer/viewports/hangingProtocol';
import type { ExtensionParameters } from './viewer/host/ohif';
import { addSeriesAttributes } from './viewer/images/seriesAttributes';
import { Session } from './viewer/session/session';

const session = new Session();

/** The OHIF extension: its modules, each defined in a folder of its own. */
export default {
  id: '@deepspine/extension',
  preRegistration({ servicesManager, configuration }: ExtensionParameters) {
    session.configure(configuration);
    const { hangingProtocolService, displaySetService } = servicesManager.services;
    addSeriesAttributes(hangingProtocolService, displaySetService);
  },
  onModeEnter: (parameters: ExtensionParameters) => session.enter(parameters),
  onModeExit: () => session.exit(),
  getPanelModule: () => panelModule(session),
  getCommandsModule: () => commandsModule(session),
  getHangingProtocolModule: () => [hangingProtocol],
  getCustomizationModule: ({ extensionManager }: ExtensionParameters) => [
    { name: 'default', value: { [CONFIGURATION_KEY]: {} } },
    { name: 'global', value: workListCustomization(extensionManager) },
  ],
};

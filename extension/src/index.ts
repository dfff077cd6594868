import { panelModule } from './panel';
import { commandsModule } from './viewer/commands';
import { CONFIGURATION_KEY } from './viewer/configuration';
import { hangingProtocol } from './viewer/hangingProtocol';
import type { ExtensionParameters } from './viewer/ohif';
import { addSeriesAttributes } from './viewer/seriesAttributes';
import { Session } from './viewer/session';

const session = new Session();

/** The OHIF extension: its modules, each defined in a folder of its own. */
export default {
  id: '@deepspine/extension',
  preRegistration({ servicesManager, configuration }: ExtensionParameters) {
    session.configure(configuration);
    addSeriesAttributes(servicesManager.services.hangingProtocolService);
  },
  onModeEnter: (parameters: ExtensionParameters) => session.enter(parameters),
  onModeExit: () => session.exit(),
  getPanelModule: () => panelModule(session),
  getCommandsModule: () => commandsModule(session),
  getHangingProtocolModule: () => [hangingProtocol],
  getCustomizationModule: () => [{ name: 'default', value: { [CONFIGURATION_KEY]: {} } }],
};

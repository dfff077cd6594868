import type { Session } from '../viewer/session/session';
import { DeepSpinePanel } from './DeepSpinePanel';
import './panel.css';

export { workListCustomization } from './WorkListColumn';

/** The entries of getPanelModule; modes open '@deepspine/extension.panelModule.deepspine'. */
export const panelModule = (session: Session) => [
  {
    name: 'deepspine',
    iconName: 'tab-patient-info',
    iconLabel: 'DeepSPINE',
    label: 'DeepSPINE',
    component: () => <DeepSpinePanel session={session} />,
  },
];

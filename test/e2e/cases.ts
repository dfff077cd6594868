import { archiveFaultCases } from './archiveFaults.e2e';
import { badInputCases } from './badInput.e2e';
import { containerCases } from './containers.e2e';
import { downloadCases } from './downloads.e2e';
import { earlyCases } from './early.e2e';
import { installCases } from './install.e2e';
import { hangingCases } from './hanging.e2e';
import { hiddenTabCases } from './hiddenTab.e2e';
import { hostileCases } from './hostile.e2e';
import { interruptionCases } from './interruptions.e2e';
import { lateImageCases } from './lateImages.e2e';
import { lookCases } from './looks.e2e';
import { mainThreadCases } from './mainThread.e2e';
import { modelCases } from './models.e2e';
import { otherModeCases } from './otherModes.e2e';
import { privacyCases } from './privacy.e2e';
import { readingRoomCases } from './readingRoom.e2e';
import { oddImageCases } from './oddImages.e2e';
import { recordCases } from './records.e2e';
import { reviewCases } from './review.e2e';
import { settingsCases } from './settings.e2e';
import { siteGuideCases } from './siteGuide.e2e';
import { sideCases } from './sides.e2e';
import { soakCases } from './soak.e2e';
import { wholePathCases } from './wholePath.e2e';
import { whoseCases } from './whose.e2e';
import type { Case } from './suite';

/**
 * Every end-to-end case, in the order in which they begin. Those first wait for most of their time: others run
 * meanwhile.
 */
export const CASES: readonly Case[] = [
  ...archiveFaultCases,
  ...recordCases,
  ...wholePathCases,
  ...sideCases,
  ...whoseCases,
  ...readingRoomCases,
  ...hangingCases,
  ...reviewCases,
  ...lookCases,
  ...settingsCases,
  ...interruptionCases,
  ...earlyCases,
  ...lateImageCases,
  ...mainThreadCases,
  ...hiddenTabCases,
  ...containerCases,
  ...siteGuideCases,
  ...downloadCases,
  ...installCases,
  ...badInputCases,
  ...oddImageCases,
  ...hostileCases,
  ...modelCases,
  ...privacyCases,
  ...otherModeCases,
  ...soakCases,
];

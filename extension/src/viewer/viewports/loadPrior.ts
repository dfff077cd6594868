import { refused } from '../../messages';
import type { Runtime } from '../host/ohif';
import { displaySetPlane } from '../images/seriesAttributes';

/** Series arrive one by one; after none came for this long they are all there, ms. */
const COMPLETE_MS = 700;
/** An archive that has sent nothing after this long will not, ms. */
const PATIENCE_MS = 60_000;

/**
 * Opens the images of another study beside the one that is read. Resolves when its series are there.
 * @throws DeepSpineError 'archive-unreachable' when none arrives
 */
export async function loadPrior(runtime: Runtime, studyInstanceUID: string): Promise<void> {
  const { displaySetService } = runtime.services;
  const arrived = () =>
    displaySetService
      .getActiveDisplaySets()
      .some(set => set.StudyInstanceUID === studyInstanceUID && displaySetPlane(set) !== '');
  if (arrived()) {
    return;
  }
  const complete = new Promise<void>((resolve, reject) => {
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const { DISPLAY_SETS_ADDED } = displaySetService.EVENTS;
    const subscription = displaySetService.subscribe(DISPLAY_SETS_ADDED, () => {
      clearTimeout(quiet);
      if (arrived()) {
        quiet = setTimeout(() => end(resolve), COMPLETE_MS);
      }
    });
    const late = setTimeout(
      () => end(() => reject(refused('archive-unreachable', { context: 'prior' }))),
      PATIENCE_MS
    );
    function end(settle: () => void) {
      clearTimeout(quiet);
      clearTimeout(late);
      subscription.unsubscribe();
      settle();
    }
  });
  // The command ends before the series are there: the viewer fetches them one by one.
  await Promise.all([
    complete,
    runtime.commandsManager.run('loadStudy', { StudyInstanceUID: studyInstanceUID }),
  ]);
}

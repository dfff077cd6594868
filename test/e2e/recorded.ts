import type { AnalysisResult } from '../../extension/src/analysis/result';
import { encodePart10 } from '../../cli/dicom/naturalized';
import { recordObjects, sourceImages, wideStudy } from '../record/objects';
import type { TestContext } from './suite';
import type { ViewerPage } from './viewerPage';

type Demo = TestContext['demo'];

/** Puts a study with a stored report and segmentation into the archive; returns its UID. */
export async function storeRecorded(
  demo: Demo,
  name: string,
  change: (analysis: AnalysisResult) => AnalysisResult = same => same
): Promise<string> {
  const wide = wideStudy(`e2e ${name}`);
  const study = { ...wide, analysis: change(wide.analysis) };
  const { sr, seg } = recordObjects(study);
  for (const object of [...sourceImages(study), sr, seg]) {
    await demo.archive.store.add(Buffer.from(encodePart10(object)));
  }
  return study.analysis.studyInstanceUID;
}

/** Opens a study of its own whose report is in the archive: findings without an analysis. */
export async function openRecorded(
  viewer: ViewerPage,
  demo: Demo,
  ...recorded: [name: string, change?: (analysis: AnalysisResult) => AnalysisResult]
): Promise<string> {
  const study = await storeRecorded(demo, ...recorded);
  await viewer.goToStudy(demo.url, study);
  await viewer.page.locator('[data-save="saved"]').waitFor();
  return study;
}

import { part } from '../../messages';
import { draftPhrases, draftReport } from '../../reporting/draft';
import type { SummaryForms, SummaryInput } from '../../record/summary';
import { middleSlice } from '../../record/summary/middleSlice';
import { grayPicture } from '../../record/summary/picture';
import type { Configuration } from '../host/configuration';
import type { Runtime } from '../host/ohif';
import { loadSlices } from '../images/pixels';
import { draftLevels } from '../study/draftLevels';
import { hasNamingDoubt } from '../study/naming';
import { sagittalOf } from '../study/openStudy';
import type { GradedStudy, PriorStudy } from '../study/state';
import type { FurtherJob } from './recordFiles';

/** What the draft is written from besides the study. */
export interface Drafted {
  /** As a person wrote it on; null: as the findings have it. */
  readonly draftText: string | null;
  readonly prior: PriorStudy | null;
}

/** The draft as the panel shows it; in English, as the rest of the page, unless a person wrote it. */
const draftOf = (
  study: GradedStudy,
  { draftText, prior }: Drafted,
  { conditions, draftStyle, draftTemplate, draftPhrases: own }: Configuration
): string =>
  draftText ??
  draftReport(draftLevels(study, conditions), {
    ...{ style: draftStyle, template: draftTemplate, phrases: draftPhrases('en', own), prior },
    namingDoubt: hasNamingDoubt(study),
  }).text;

/** The slice that the page shows, from the viewer's own cache; null where it cannot be had: saving goes on. */
async function sliceOf(runtime: Runtime, study: GradedStudy): Promise<SummaryInput['slice']> {
  const images = sagittalOf(runtime, study)?.images ?? [];
  const shown = middleSlice(
    study,
    images.map(({ slice, imageId }) => ({ ...slice, imageId }))
  );
  if (!shown) {
    return null;
  }
  const { imageId, ...plane } = shown;
  try {
    const [slice] = await loadSlices(runtime.cornerstone, [imageId], {
      ...{ signal: new AbortController().signal, seriesName: part('the-sagittal-series') },
    });
    return slice ? { plane, picture: grayPicture(slice) } : null;
  } catch (error) {
    console.warn('DeepSPINE: the summary is made without a picture.', error);
    return null;
  }
}

const FORMS: Readonly<Record<Configuration['storeSummary'], SummaryForms | null>> = {
  none: null,
  image: { image: true, pdf: false },
  pdf: { image: false, pdf: true },
  both: { image: true, pdf: true },
};

/** What a site wants to be stored besides report and segmentation. */
export async function furtherJob(
  runtime: Runtime,
  study: GradedStudy,
  drafted: Drafted,
  configuration: Configuration
): Promise<FurtherJob> {
  const forms = FORMS[configuration.storeSummary];
  return {
    keyImages: configuration.storeKeyImages && study.levels.length > 0,
    summary: forms && {
      ...forms,
      draft: draftOf(study, drafted, configuration),
      slice: await sliceOf(runtime, study),
    },
  };
}

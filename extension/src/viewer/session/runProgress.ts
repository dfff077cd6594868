import type { Progress, Stage } from '../../analysis/request';
import type { ModelProgress } from '../../inference/protocol/types';
import type { LoadedImages, Phase } from '../study/phase';

/** The stages that need all images; others go on while some are still coming. */
const NEEDS_ALL: readonly Stage[] = ['measure', 'grade'];

/** What a run is doing, of which loading images goes on beside the models' start and the analysis. */
export class RunProgress {
  private images: LoadedImages = { loaded: 0, total: 0 };
  private doing: (images: { readonly images?: LoadedImages }) => Phase = () => ({
    ...{ kind: 'loading-images' as const },
    ...this.images,
  });

  constructor(private readonly onPhase: (phase: Phase) => void) {}

  loaded(loaded: number, total: number): void {
    this.images = { loaded, total };
    this.tell();
  }

  /** No more images come, though some that can be done without may be missing. */
  imagesEnded(): void {
    const { loaded, total } = this.images;
    if (loaded < total) {
      this.loaded(total, total);
    }
  }

  startingModels({ loadedBytes, totalBytes }: ModelProgress): void {
    this.doing = beside => ({ ...beside, kind: 'loading-model', loadedBytes, totalBytes });
    this.tell();
  }

  analyzing({ stage, fraction }: Progress): void {
    this.doing = beside =>
      beside.images && NEEDS_ALL.includes(stage)
        ? { kind: 'loading-images', ...beside.images, analyzed: fraction }
        : { ...beside, kind: 'analyzing', stage, fraction };
    this.tell();
  }

  private tell(): void {
    const { images } = this;
    this.onPhase(this.doing(images.loaded < images.total ? { images } : {}));
  }
}

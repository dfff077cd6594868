import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { until } from '../until';
import { foreign } from './consoleNoise';

/** What the viewer publishes on its page; enough to ask it what it shows. */
interface ViewerGlobals {
  readonly services: {
    readonly measurementService: {
      getMeasurements(): {
        uid: string;
        label?: string;
        isVisible?: boolean;
        referencedImageId?: string;
        points?: number[][];
      }[];
    };
    readonly viewportGridService: {
      getState(): {
        activeViewportId: string;
        viewports: Map<string, { displaySetInstanceUIDs: string[] }>;
      };
    };
    readonly cornerstoneViewportService: {
      getCornerstoneViewport(id: string): { getCurrentImageId?(): string } | undefined;
    };
    readonly displaySetService: {
      getDisplaySetByUID(uid: string): { SeriesInstanceUID: string };
    };
  };
  readonly commandsManager: { run(name: string, options?: object): unknown };
}

export interface CellState {
  readonly cell: string;
  readonly grade: string;
  readonly status: string;
  /** What a reader does with it; '' where no model graded it. */
  readonly pile: string;
  readonly name: string;
}

/** The demo's app-config.js with settings of DeepSPINE's, as a site writes them. */
export function withSettings(appConfig: string, settings: object): string {
  const customization = JSON.stringify([{ 'deepspine.configuration': { $set: settings } }]);
  return `${appConfig}
    { const demo = window.config;
      window.config = async given =>
        Object.assign(await demo(given), { customizationService: ${customization} }); }`;
}

/** The viewer with the DeepSPINE panel, as a person and a test see it. */
export class ViewerPage {
  /** Console errors, page errors and failed requests that DeepSPINE has to answer for. */
  readonly problems: string[] = [];
  /** Everything the page logged, all levels. */
  readonly log: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext
  ) {
    // Generous: a test machine may be busy; nothing here asserts a time.
    page.setDefaultTimeout(120_000);
    page.on('console', message => {
      const text = message.text();
      this.log.push(`[${message.type()}] ${text}`);
      if (message.type() === 'error' && !foreign(text)) {
        this.problems.push(`console error: ${text} (${message.location().url})`);
      }
    });
    page.on('pageerror', error => this.problems.push(`page error: ${error.stack ?? error}`));
  }

  static async open(
    browser: Browser,
    viewport = { width: 1280, height: 720 },
    before?: (context: BrowserContext) => Promise<void>,
    options: BrowserContextOptions = {}
  ): Promise<ViewerPage> {
    const context = await browser.newContext({ viewport, acceptDownloads: true, ...options });
    await before?.(context);
    return new ViewerPage(await context.newPage(), context);
  }

  /** A second tab of the same browser, in which nothing else is open yet. */
  async anotherTab(): Promise<ViewerPage> {
    return new ViewerPage(await this.context.newPage(), this.context);
  }

  /** Sets DeepSPINE's settings as a site does in OHIF's app-config, from the next page on. */
  async configure(settings: object): Promise<void> {
    await this.context.route('**/app-config.js', async route => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: withSettings(await answer.text(), settings) });
    });
  }

  /** Goes to another study as the viewer's own links do: without loading the page anew. */
  async switchToStudy(study: string): Promise<void> {
    await this.page.evaluate(uid => {
      history.pushState(null, '', `/deepspine?StudyInstanceUIDs=${uid}`);
      window.dispatchEvent(new PopStateEvent('popstate'));
    }, study);
    await this.untilShown();
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** The viewer in another language, from the next page on. */
  async speak(language: string): Promise<void> {
    await this.context.addInitScript(code => localStorage.setItem('i18nextLng', code), language);
  }

  /** Pulls the panel's edge until it is about so wide, in pixels, as far as the viewer allows. */
  async resizePanel(width: number): Promise<void> {
    const { mouse } = this.page;
    const box = await this.hook('panel').boundingBox();
    const height = this.page.viewportSize()?.height ?? 720;
    if (!box) {
      throw new Error('The panel is not shown.');
    }
    const handles = this.page.locator('[data-panel-resize-handle-id]');
    const handle = await handles.last().boundingBox();
    const from = handle ? handle.x + handle.width / 2 : box.x - 2;
    await mouse.move(from, height / 2);
    await mouse.down();
    await mouse.move(from + box.width - width, height / 2, { steps: 8 });
    await mouse.up();
    await mouse.move(10, height - 10);
  }

  hook(name: string) {
    return this.page.locator(`[data-cy="deepspine-${name}"]`);
  }

  /** Opens a study in the DeepSPINE mode and waits until images are drawn. */
  async goToStudy(url: string, study: string): Promise<void> {
    await this.page.goto(`${url}/deepspine?StudyInstanceUIDs=${study}`, { waitUntil: 'commit' });
    await this.untilShown();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilShown();
  }

  /** Waits until the panel is there and images are drawn. */
  async untilShown(): Promise<void> {
    await this.hook('panel').waitFor({ timeout: 600_000 });
    await this.page.waitForFunction(
      () => {
        const { services } = window as unknown as ViewerGlobals;
        const ids = [...services.viewportGridService.getState().viewports.keys()];
        return (
          ids.length > 0 &&
          ids.some(id =>
            services.cornerstoneViewportService.getCornerstoneViewport(id)?.getCurrentImageId?.()
          )
        );
      },
      undefined,
      { timeout: 600_000 }
    );
  }

  async analyze(): Promise<void> {
    await this.hook('run').click();
  }

  phase(): Promise<string | null> {
    return this.hook('status').getAttribute('data-phase');
  }

  /** Waits until the run has ended and says how. */
  async untilEnded(timeout = 600_000): Promise<string> {
    const ended =
      '[data-cy="deepspine-status"]:is([data-phase="done"], [data-phase="failed"], [data-phase="cancelled"])';
    await this.page.locator(ended).waitFor({ timeout });
    return (await this.phase()) ?? '';
  }

  statusText(): Promise<string> {
    return this.hook('status').innerText();
  }

  cells(): Promise<CellState[]> {
    return this.page.locator('[data-cy^="deepspine-cell-"]').evaluateAll(cells =>
      cells.map(cell => ({
        cell: (cell.getAttribute('data-cy') ?? '').replace('deepspine-cell-', ''),
        grade: cell.getAttribute('data-grade') ?? '',
        status: cell.getAttribute('data-status') ?? '',
        pile: cell.getAttribute('data-pile') ?? '',
        name: cell.getAttribute('title') ?? '',
      }))
    );
  }

  /** Labels of the measurements that the viewer holds. */
  measurementLabels(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { services } = window as unknown as ViewerGlobals;
      return services.measurementService.getMeasurements().map(m => m.label ?? '');
    });
  }

  /** Labels of those that are drawn on the images. */
  drawnLabels(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { services } = window as unknown as ViewerGlobals;
      return services.measurementService
        .getMeasurements()
        .filter(({ isVisible }) => isVisible !== false)
        .map(m => m.label ?? '')
        .sort();
    });
  }

  /** Opens the viewer's own dialog for a measurement's label. */
  async openLabelDialog(label: string): Promise<void> {
    await this.page.evaluate(wanted => {
      const { services, commandsManager } = window as unknown as ViewerGlobals;
      const all = services.measurementService.getMeasurements();
      const uid = all.find(measurement => measurement.label === wanted)?.uid;
      // Not awaited: the command ends when the dialog is closed.
      void commandsManager.run('setMeasurementLabel', { uid });
    }, label);
    await this.page.locator('[role="dialog"] input').waitFor();
  }

  untilLabeled = (label: string): Promise<void> =>
    this.untilMeasured(labels => labels.includes(label));

  /** Waits until the labels of the viewer's measurements are as wanted. */
  async untilMeasured(
    wanted: (labels: readonly string[]) => boolean | Promise<boolean>
  ): Promise<void> {
    await until(() => this.measurementLabels(), wanted, 'the measurements are as wanted', {
      patienceMs: 300_000,
    });
  }

  /** Waits until a viewport draws a segmentation. */
  async untilSegmentationDrawn(): Promise<void> {
    await until(
      () => this.drawnSegmentations(),
      count => count > 0,
      'a segmentation is drawn'
    );
  }

  /** Waits until an image that crosses discs crosses that of a level or lies beside it: what a jump to a finding ends with. */
  async untilCrossed(level: string): Promise<void> {
    await until(
      () => this.hook('level-crossed').allTextContents(),
      texts => texts.some(text => text.includes(level)),
      `an image is at ${level}`
    );
  }

  /** How many workers of ours the page has. */
  ourWorkers(): number {
    return this.page.workers().filter(worker => worker.url().includes('/deepspine/')).length;
  }

  /**
   * Waits until the archive is asked for earlier studies of a patient: by then it is decided what starts by itself with
   * the study that was opened. To be called before it is opened.
   */
  async untilPriorAsked(patientID: string): Promise<void> {
    await this.page.waitForRequest(request => {
      const { pathname, searchParams } = new URL(request.url());
      return pathname.endsWith('/studies') && [...searchParams.values()].includes(patientID);
    });
  }

  /** Waits until the page has drawn all that it was told before. */
  async untilDrawn(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>(drawn =>
          requestAnimationFrame(() => requestAnimationFrame(() => drawn()))
        )
    );
  }

  /** Waits until nothing moves: no transition runs, and two pictures in a row are the same. */
  async untilStill(): Promise<void> {
    let before: Buffer | null = null;
    const isStill = async () => {
      const moves = await this.page.evaluate(() =>
        document
          .getAnimations()
          .some(
            ({ playState, effect }) =>
              playState === 'running' &&
              Number.isFinite(Number(effect?.getComputedTiming().endTime))
          )
      );
      const now = await this.page.screenshot({ animations: 'disabled', caret: 'hide' });
      const same = before?.equals(now) === true;
      before = now;
      return same && !moves;
    };
    await until(isStill, still => still, 'the page is still', { betweenMs: 250 });
  }

  /** The image that the first measurement of a level stands on. */
  referencedImage(level: string): Promise<string> {
    return this.page.evaluate(wanted => {
      const { services } = window as unknown as ViewerGlobals;
      const all = services.measurementService.getMeasurements();
      return all.find(m => m.label?.startsWith(wanted))?.referencedImageId ?? '';
    }, level);
  }

  /** How many viewports draw a segmentation. */
  drawnSegmentations(): Promise<number> {
    return this.page.evaluate(() => {
      interface Drawing {
        readonly services: {
          readonly viewportGridService: { getState(): { viewports: Map<string, unknown> } };
          readonly segmentationService: {
            getSegmentationRepresentations(viewportId: string): readonly unknown[];
          };
        };
      }
      const { services } = window as unknown as Drawing;
      return [...services.viewportGridService.getState().viewports.keys()].filter(
        id => services.segmentationService.getSegmentationRepresentations(id).length > 0
      ).length;
    });
  }

  /** The images that measurements stand on, each once. */
  referencedImages(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { services } = window as unknown as ViewerGlobals;
      const all = services.measurementService.getMeasurements();
      return [...new Set(all.map(m => m.referencedImageId ?? ''))];
    });
  }

  /** mm by which a measurement lies off the plane of its image at most, as the viewer has them. */
  furthestFromItsImage(): Promise<number> {
    return this.page.evaluate(() => {
      const { services, cornerstone } = window as unknown as ViewerGlobals & {
        cornerstone: {
          metaData: {
            get(
              type: string,
              id: string
            ): { rowCosines: number[]; columnCosines: number[]; imagePositionPatient: number[] };
          };
        };
      };
      const distances = services.measurementService.getMeasurements().map(measurement => {
        const plane = cornerstone.metaData.get(
          'imagePlaneModule',
          measurement.referencedImageId ?? ''
        );
        const [r, c] = [plane.rowCosines, plane.columnCosines];
        const normal = [0, 1, 2].map(
          i => r[(i + 1) % 3]! * c[(i + 2) % 3]! - r[(i + 2) % 3]! * c[(i + 1) % 3]!
        );
        const [point] = measurement.points ?? [];
        return Math.abs(
          normal.reduce((sum, n, i) => sum + n * (point![i]! - plane.imagePositionPatient[i]!), 0)
        );
      });
      return Math.max(...distances);
    });
  }

  /** Deletes the first measurement of a level the way OHIF's measurement panel does. */
  async deleteMeasurement(level: string): Promise<void> {
    await this.page.evaluate(wanted => {
      const { services, commandsManager } = window as unknown as ViewerGlobals;
      const all = services.measurementService.getMeasurements();
      const uid = all.find(m => m.label?.startsWith(wanted))?.uid;
      commandsManager.run('removeMeasurement', { uid });
    }, level);
  }

  run(command: string, options?: object): Promise<unknown> {
    return this.page.evaluate(
      ([name, given]) => {
        const { commandsManager } = window as unknown as ViewerGlobals;
        return Promise.resolve(commandsManager.run(name as string, given as object)).then(
          () => null
        );
      },
      [command, options] as const
    );
  }

  /** Per viewport: its series and the image it shows. */
  shownImages(): Promise<{ series: string; imageId: string }[]> {
    return this.page.evaluate(() => {
      const { services } = window as unknown as ViewerGlobals;
      return [...services.viewportGridService.getState().viewports.entries()].map(
        ([id, { displaySetInstanceUIDs }]) => ({
          series:
            services.displaySetService.getDisplaySetByUID(displaySetInstanceUIDs[0] ?? '')
              ?.SeriesInstanceUID ?? '',
          imageId:
            services.cornerstoneViewportService.getCornerstoneViewport(id)?.getCurrentImageId?.() ??
            '',
        })
      );
    });
  }
}

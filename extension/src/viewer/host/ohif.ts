/**
 * The part of OHIF's and Cornerstone's run-time interfaces that DeepSPINE uses (OHIF 3.12 - 3.14).
 * OHIF publishes no types; these were written from the behavior of the published viewer.
 */
import { type Vec3 } from '../../findings';
import { refused } from '../../messages';

export interface Subscription {
  unsubscribe(): void;
}

export interface PubSub<Name extends string> {
  readonly EVENTS: Readonly<Record<Name, string>>;
  subscribe<Data>(event: string, listener: (data: Data) => void): Subscription;
}

/** A DICOM instance in dcmjs' naturalized form: attributes by keyword. */
export type Instance = Readonly<Record<string, unknown>> & {
  readonly SOPInstanceUID: string;
  readonly SOPClassUID?: string;
};

export interface DisplaySet {
  readonly displaySetInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly Modality?: string;
  readonly SeriesDescription?: string;
  readonly SeriesNumber?: number | string;
  /** Images of the series; absent for SR and other documents, which have `instance`. */
  readonly instances?: readonly Instance[];
  readonly images?: readonly Instance[];
  readonly instance?: Instance;
  readonly unsupported?: boolean;
  readonly numImageFrames?: number;
  imageIds?: readonly string[];
  /** Of segmentations: the series that they belong to, and how to get their pixels. */
  readonly referencedSeriesInstanceUID?: string | null;
  referencedDisplaySetInstanceUID?: string | null;
  readonly load?: (options: { readonly headers: unknown }) => Promise<void>;
}

export interface DisplaySetService extends PubSub<'DISPLAY_SETS_ADDED' | 'DISPLAY_SETS_CHANGED'> {
  getActiveDisplaySets(): readonly DisplaySet[];
  getDisplaySetByUID(uid: string): DisplaySet | undefined;
}

export interface GridViewport {
  readonly viewportId: string;
  readonly displaySetInstanceUIDs?: readonly string[];
}

export interface ViewportGridService extends PubSub<
  'ACTIVE_VIEWPORT_ID_CHANGED' | 'GRID_STATE_CHANGED' | 'VIEWPORTS_READY'
> {
  getState(): {
    readonly activeViewportId: string | null;
    readonly viewports: ReadonlyMap<string, GridViewport>;
  };
  getActiveViewportId(): string | null;
}

/** How a viewport looks at its images; patient space, LPS mm. */
export interface Camera {
  readonly viewPlaneNormal: Vec3;
  readonly focalPoint: Vec3;
  readonly position: Vec3;
  /** Half the height that is shown, mm. */
  readonly parallelScale: number;
}

export interface Viewport {
  readonly id: string;
  readonly type: string;
  readonly element: HTMLDivElement;
  /** It has been taken down. */
  readonly isDisabled?: boolean;
  getImageIds?(): readonly string[];
  getCurrentImageId?(): string | undefined;
  render(): void;
  jumpToWorld?(point: Vec3): boolean;
  /** Of volume viewports: turns the reformatted plane. */
  setOrientation?(orientation: { readonly viewPlaneNormal: Vec3; readonly viewUp: Vec3 }): void;
  getCamera?(): Camera;
  setCamera?(camera: Partial<Camera>): void;
  /** Where a point of patient space is drawn, CSS pixels from the element's corner. */
  worldToCanvas?(point: Vec3): readonly [number, number];
  /** What is drawn, of images and what lies over them; none before the first image is there. */
  getActors?(): readonly {
    /** The image that is drawn. */
    readonly referencedId?: string;
    readonly actor: { getMapper(): { getInputData(): DrawnImage | undefined } };
  }[];
}

/** An image as vtk.js draws it. */
export interface DrawnImage {
  modified(): void;
}

export interface CornerstoneViewportService extends PubSub<'VIEWPORT_DATA_CHANGED'> {
  getCornerstoneViewport(viewportId: string): Viewport | null | undefined;
  getRenderingEngine(): { render(): void } | undefined;
}

export interface Measurement {
  readonly uid: string;
  readonly label?: string;
  readonly isVisible?: boolean;
  /** Patient space, LPS mm. */
  readonly points?: readonly ArrayLike<number>[];
  readonly displayText?: {
    readonly primary: readonly string[];
    readonly secondary: readonly string[];
  };
}

export interface MeasurementSource {
  readonly uid: string;
  readonly name: string;
}

export interface MeasurementMapping {
  readonly annotationType: string;
  readonly toMeasurementSchema: (data: never) => object | undefined;
}

export interface MeasurementService extends PubSub<
  | 'MEASUREMENT_ADDED'
  | 'RAW_MEASUREMENT_ADDED'
  | 'MEASUREMENT_UPDATED'
  | 'MEASUREMENT_REMOVED'
  | 'MEASUREMENTS_CLEARED'
> {
  getSource(name: string, version: string): MeasurementSource | undefined;
  getSourceMappings(name: string, version: string): readonly MeasurementMapping[] | undefined;
  addRawMeasurement(
    source: MeasurementSource,
    annotationType: string,
    data: object,
    toMeasurementSchema: MeasurementMapping['toMeasurementSchema'],
    dataSource: DataSource
  ): string | undefined;
  getMeasurement(uid: string): Measurement | undefined;
  update(uid: string, measurement: Measurement, notYetUpdatedAtSource: boolean): void;
  remove(uid: string): void;
  removeMany?(uids: readonly string[]): void;
  toggleVisibilityMeasurement(uid: string, visible: boolean): void;
  jumpToMeasurement(viewportId: string, uid: string): void;
}

/** Red, green, blue and opacity, 0..255. */
export type Rgba = readonly [number, number, number, number];

export interface SegmentationService extends PubSub<
  'SEGMENTATION_REMOVED' | 'SEGMENTATION_DATA_MODIFIED'
> {
  /** Of a segmentation that is there, `update` is merged into what the viewer knows of it. */
  addOrUpdateSegmentation(
    update: { readonly segmentationId: string } & Partial<CornerstoneSegmentation>
  ): void;
  addOrUpdateSegmentation(segmentation: {
    readonly segmentationId: string;
    readonly representation: {
      readonly type: string;
      readonly data: {
        readonly imageIds: readonly string[];
        readonly referencedImageIds: readonly string[];
      };
    };
    readonly config: {
      readonly label: string;
      readonly segments: Readonly<Record<number, object>>;
    };
  }): void;
  getSegmentation(segmentationId: string): CornerstoneSegmentation | undefined;
  getSegmentationRepresentations(
    viewportId: string,
    specifier?: { readonly segmentationId?: string }
  ): readonly SegmentationRepresentation[];
  /** What of a viewport's overlays comes back with a layout. */
  getPresentation(viewportId: string): unknown;
  toggleSegmentationRepresentationVisibility(
    viewportId: string,
    specifier: { readonly segmentationId: string; readonly type: string }
  ): void;
  toggleSegmentVisibility(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number,
    type: string
  ): void;
  setActiveSegmentation(viewportId: string, segmentationId: string): void;
  addSegmentationRepresentation(
    viewportId: string,
    options: {
      readonly segmentationId: string;
      readonly type?: string;
      /** Colors by segment index; the viewer's own where missing. */
      readonly config?: { readonly colorLUTOrIndex: readonly Rgba[] };
    }
  ): Promise<void>;
  getSegmentColor(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number
  ): readonly number[] | null | undefined;
  setSegmentColor(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number,
    color: Rgba
  ): void;
  setSegmentVisibility(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number,
    isVisible: boolean,
    type: string
  ): void;
  setSegmentLabel(segmentationId: string, segmentIndex: number, label: string): void;
  setStyle(
    specifier: { readonly segmentationId?: string; readonly type: string },
    style: Readonly<Record<string, unknown>>
  ): void;
  remove(segmentationId: string): void;
}

/** How a segmentation is shown in a viewport. */
export interface SegmentationRepresentation {
  readonly viewportId?: string;
  readonly visible?: boolean;
}

export interface CornerstoneSegmentation {
  readonly segmentationId: string;
  /** By segment index. */
  readonly segments?: Readonly<Record<number, { readonly label?: string } | null | undefined>>;
  /** Their indices as they are listed. */
  readonly segmentOrder?: readonly number[];
}

export interface NotificationService {
  show(notification: {
    title: string;
    message: string;
    type?: 'info' | 'success' | 'warning' | 'error';
    duration?: number;
  }): string;
}

export interface HangingProtocolService extends PubSub<'PROTOCOL_CHANGED'> {
  addCustomAttribute(
    id: string,
    name: string,
    callback: (displaySet: DisplaySet) => unknown,
    options?: object
  ): void;
  run(
    open: {
      readonly displaySets: readonly DisplaySet[];
      readonly activeStudy: { readonly StudyInstanceUID: string };
    },
    protocolId: string,
    options: { readonly stageIndex: number }
  ): void;
  getActiveProtocol?():
    | {
        readonly protocol?: {
          readonly id: string;
          readonly stages: readonly { readonly id: string; readonly name: string }[];
        } | null;
        readonly stage?: { readonly id: string };
        readonly activeStudy?: { readonly StudyInstanceUID: string };
      }
    | undefined;
}

export interface ToolGroup {
  hasTool(toolName: string): boolean;
  getToolConfiguration(toolName: string): Readonly<Record<string, unknown>> | undefined;
  setToolConfiguration(toolName: string, configuration: object, overwrite?: boolean): void;
  setToolEnabled(toolName: string): void;
  /** By tool: whether it is Active, Passive, Enabled or Disabled. */
  readonly toolOptions?: Readonly<Record<string, { readonly mode?: string } | undefined>>;
}

export interface ToolGroupService {
  getToolGroup(toolGroupId: string): ToolGroup | undefined;
}

export interface CustomizationService {
  getCustomization?(id: string): unknown;
  /** Sets them until the mode is left. */
  setCustomizations?(customizations: Readonly<Record<string, { readonly $set: unknown }>>): void;
}

export interface UserAuthenticationService {
  getAuthorizationHeader(): unknown;
  /** The person who signed in; with OpenID Connect, its profile holds standard claims. */
  getUser?(): { readonly profile?: Readonly<Record<string, unknown>> } | null | undefined;
}

export interface Services {
  readonly userAuthenticationService: UserAuthenticationService;
  readonly displaySetService: DisplaySetService;
  readonly viewportGridService: ViewportGridService;
  readonly cornerstoneViewportService: CornerstoneViewportService;
  readonly measurementService: MeasurementService;
  readonly segmentationService: SegmentationService;
  readonly uiNotificationService: NotificationService;
  readonly hangingProtocolService: HangingProtocolService;
  readonly customizationService: CustomizationService;
  readonly toolGroupService: ToolGroupService;
}

export interface ServicesManager {
  readonly services: Services;
}

export interface CommandsManager {
  run<Result>(command: string, options?: object): Result;
  runCommand<Result>(command: string, options?: object, context?: string): Result;
}

/** A source of studies (DICOMweb, usually). */
export interface DataSource {
  getImageIdsForDisplaySet(displaySet: DisplaySet): readonly string[];
  readonly store?: {
    dicom?(dataset: object | ArrayBuffer, request?: XMLHttpRequest): Promise<void>;
  };
  deleteStudyMetadataPromise?(studyInstanceUID: string): void;
  /** Of archives that can be searched. */
  readonly query?: {
    readonly studies: {
      search(parameters: object): Promise<
        | readonly {
            readonly studyInstanceUid: string;
            readonly date?: string;
            readonly modalities?: string;
            /** Patient ID. */
            readonly mrn?: string;
          }[]
        | undefined
      >;
    };
    readonly series: {
      search(studyInstanceUID: string): Promise<
        | readonly {
            readonly seriesInstanceUid: string;
            readonly modality?: string;
            readonly description?: string;
          }[]
        | undefined
      >;
    };
  };
  readonly retrieve?: { getWadoDicomWebClient?(): DicomWebClient | undefined };
}

/** Of dicomweb-client: answers in DICOM JSON. */
export interface DicomWebClient {
  headers?: object;
  retrieveSeriesMetadata(series: {
    readonly studyInstanceUID: string;
    readonly seriesInstanceUID: string;
  }): Promise<readonly object[]>;
  /** A Part 10 file. */
  retrieveInstance?(instance: {
    readonly studyInstanceUID: string;
    readonly seriesInstanceUID: string;
    readonly sopInstanceUID: string;
  }): Promise<ArrayBuffer>;
}

export interface ExtensionManager {
  getActiveDataSource(): readonly DataSource[];
  getDataSources(name: string): readonly DataSource[] | undefined;
  getModuleEntry(id: string): { readonly exports: Readonly<Record<string, unknown>> } | undefined;
}

/** What OHIF hands to every module getter and life-cycle hook of an extension. */
export interface ExtensionParameters {
  readonly servicesManager: ServicesManager;
  readonly commandsManager: CommandsManager;
  readonly extensionManager: ExtensionManager;
  readonly configuration?: unknown;
}

export interface CornerstoneImage {
  readonly imageId: string;
  readonly rows: number;
  readonly columns: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly color?: boolean;
  readonly photometricInterpretation?: string;
  /** scaled: the modality LUT is in the samples already. */
  readonly preScale?: { readonly enabled?: boolean; readonly scaled?: boolean };
  readonly voxelManager?: {
    getScalarData(): ArrayLike<number>;
    setScalarData?(data: unknown): void;
  };
  getPixelData(): ArrayLike<number>;
}

export interface ImagePlane {
  readonly rows?: number;
  readonly columns?: number;
  readonly rowCosines?: ArrayLike<number> | null;
  readonly columnCosines?: ArrayLike<number> | null;
  readonly imagePositionPatient?: ArrayLike<number> | null;
  readonly rowPixelSpacing?: number | null;
  readonly columnPixelSpacing?: number | null;
  readonly sliceThickness?: number | null;
  readonly frameOfReferenceUID?: string;
}

export interface HistoryMemo {
  push(item: { id?: string; operationType?: string; restoreMemo(undo: boolean): void }): unknown;
}

type MetaDataProvider = (type: string, imageId: string) => unknown;

export interface Cornerstone {
  readonly imageLoader: {
    /** Gives undefined for an answer that broke off behind its length. */
    loadAndCacheImage(imageId: string): Promise<CornerstoneImage | undefined>;
    /** Empty label images that lie over others; needs their metadata only. */
    createAndCacheDerivedLabelmapImages(
      imageIds: readonly string[]
    ): readonly CornerstoneImage[] | Promise<readonly CornerstoneImage[]>;
  };
  readonly cache: {
    /** Undefined until the image has come. */
    getImage(imageId: string): CornerstoneImage | undefined;
    /** Of images that have come or are on their way. */
    getImageLoadObject(imageId: string): object | undefined;
    removeImageLoadObject(imageId: string): void;
  };
  readonly metaData: {
    get(type: string, imageId: string): unknown;
    /** Of several providers the one of the highest priority that answers is taken. */
    addProvider?(provider: MetaDataProvider, priority: number): void;
    removeProvider?(provider: MetaDataProvider): void;
  };
  readonly eventTarget: {
    addEventListener(type: string, listener: (event: CustomEvent) => void): void;
    removeEventListener(type: string, listener: (event: CustomEvent) => void): void;
  };
  readonly utilities: {
    updatePlaneRestriction(points: readonly Vec3[], metadata: object): void;
    jumpToSlice(element: HTMLDivElement, options: { imageIndex: number }): Promise<void> | void;
    /** Copies an image's samples into what is drawn of it. */
    updateVTKImageDataWithCornerstoneImage?(drawn: DrawnImage, image: CornerstoneImage): void;
    readonly HistoryMemo: { readonly DefaultHistoryMemo: HistoryMemo };
  };
}

/** A segmentation in one viewport. */
export interface DrawnSegmentation {
  visible?: boolean;
  /** By segment index. */
  segments: Record<number, { visible: boolean }>;
}

export interface CornerstoneTools {
  readonly annotation: {
    readonly config: {
      readonly style: {
        setAnnotationStyles(uid: string, styles: { readonly textBoxVisibility: boolean }): void;
      };
    };
    readonly selection: { setAnnotationSelected(uid: string, selected?: boolean): void };
    readonly state: {
      getAnnotation(uid: string): object | undefined;
      removeAnnotation(uid: string): void;
    };
  };
  readonly segmentation: {
    readonly triggerSegmentationEvents: { triggerSegmentationDataModified(id: string): void };
    readonly state: {
      /** The viewer's own objects, in which Cornerstone itself switches segments on and off. */
      getSegmentationRepresentations(
        viewportId: string,
        specifier: { readonly segmentationId: string }
      ): readonly DrawnSegmentation[];
    };
  };
}

/** What DeepSPINE's modules of this folder work with while a mode is open. */
export interface Runtime {
  readonly services: Services;
  readonly commandsManager: CommandsManager;
  readonly cornerstone: Cornerstone;
  readonly cornerstoneTools: CornerstoneTools;
  /**
   * The archive of that name; without one, the archive that the open study came from.
   * @throws DeepSpineError 'bad-arguments' for a name that the viewer does not know
   */
  dataSource(name?: string | null): DataSource;
}

/** Gathers the runtime from what OHIF hands to an extension. */
export function createRuntime(parameters: ExtensionParameters): Runtime {
  const { servicesManager, commandsManager, extensionManager } = parameters;
  return {
    services: servicesManager.services,
    commandsManager,
    ...cornerstoneLibraries(extensionManager),
    dataSource(name) {
      const [dataSource] = name
        ? (extensionManager.getDataSources(name) ?? [])
        : extensionManager.getActiveDataSource();
      if (!dataSource && name) {
        throw refused('bad-arguments', { context: 'data-source', name });
      }
      if (!dataSource) {
        throw new Error('The viewer has no data source; check its configuration.');
      }
      return dataSource;
    },
  };
}

/** Cornerstone as the viewer itself uses it; a second copy would have caches of its own. */
function cornerstoneLibraries(
  extensionManager: ExtensionManager
): Pick<Runtime, 'cornerstone' | 'cornerstoneTools'> {
  const entry = extensionManager.getModuleEntry('@ohif/extension-cornerstone.utilityModule.common');
  const get = entry?.exports.getCornerstoneLibraries;
  if (typeof get !== 'function') {
    throw new Error('DeepSPINE needs @ohif/extension-cornerstone 3.12 or later in this viewer.');
  }
  return get() as Pick<Runtime, 'cornerstone' | 'cornerstoneTools'>;
}

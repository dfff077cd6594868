/** What this mode touches of OHIF's mode contract (3.12 to 3.14). OHIF ships no types. */

export interface LayoutProps {
  readonly leftPanels: readonly string[];
  readonly rightPanels: readonly string[];
  readonly rightPanelClosed: boolean;
  /** Width in CSS pixels that the right panel opens with; 280 where missing. */
  readonly rightPanelInitialExpandedWidth?: number;
  readonly viewports: readonly {
    readonly namespace: string;
    readonly displaySetsToDisplay: readonly string[];
  }[];
}

export interface Route {
  readonly path: string;
  /** Copies layoutInstance, so that a session's changes never reach the next one. */
  readonly layoutTemplate: (...args: readonly unknown[]) => unknown;
  readonly layoutInstance: { readonly id: string; readonly props: LayoutProps };
}

/** What isValidMode is told of a study: its modalities as QIDO gives them, `MR\SR` or `MR/SR`. */
export interface StudyFacts {
  readonly modalities: string;
}

export interface Validity {
  /** null hides the mode without a word; false grays its button and shows the description. */
  readonly valid: boolean;
  readonly description: string;
}

/** One entry of the viewer's list of shortcuts. */
export interface Hotkey {
  readonly commandName: string;
  readonly commandOptions?: Readonly<Record<string, unknown>>;
  readonly label: string;
  readonly keys: readonly string[];
  readonly isEditable?: boolean;
}

/** What a mode is handed when it is entered. */
export interface ModeContext {
  readonly servicesManager: {
    readonly services: {
      readonly customizationService: {
        /** Commands of immutability-helper by the customization's name. */
        setCustomizations(changes: object, scope: 'mode'): void;
      };
    };
  };
}

export interface ModeInstance {
  readonly id: string;
  readonly routeName: string;
  readonly displayName: string;
  readonly hide: boolean;
  readonly routes: readonly Route[];
  readonly extensions: Readonly<Record<string, string>>;
  readonly sopClassHandlers: readonly string[];
  readonly hangingProtocol: string | readonly string[];
  readonly isValidMode: (study: StudyFacts) => Validity;
  readonly onModeEnter?: (this: unknown, context: ModeContext) => void;
}

/** `@ohif/mode-basic` since 3.12: an instance to build on, and a factory that applies the site's changes. */
export interface BasicMode {
  readonly modeInstance?: ModeInstance;
  readonly modeFactory: (
    this: { modeInstance: ModeInstance },
    options: { modeConfiguration?: unknown }
  ) => ModeInstance;
}

export interface ModeFactoryOptions {
  /** immutability-helper commands from the site's app-config `modesConfiguration`. */
  readonly modeConfiguration?: unknown;
  readonly loadModules: (names: readonly string[]) => Promise<readonly unknown[]>;
}

/**
 * The published OHIF packages carry no type declarations. This declares only what DeepSPINE imports
 * from them; service objects, which come at run time, are described in viewer/ohif.ts.
 */
declare module '@ohif/ui-next' {
  import type { ButtonHTMLAttributes, ComponentType, ReactNode } from 'react';

  interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    variant?: 'default' | 'destructive' | 'outline' | 'secondary' | 'ghost' | 'link';
    size?: 'default' | 'sm' | 'lg' | 'icon';
    'data-cy'?: string;
  }
  export const Button: ComponentType<ButtonProps>;
  export const ScrollArea: ComponentType<{ className?: string; children?: ReactNode }>;

  interface SectionPartProps {
    className?: string;
    children?: ReactNode;
  }
  export const PanelSection: ComponentType<SectionPartProps & { defaultOpen?: boolean }> & {
    Header: ComponentType<SectionPartProps>;
    Content: ComponentType<SectionPartProps>;
  };
}

declare module '@ohif/i18n' {
  /** The i18next instance that the viewer has initialized. */
  interface I18n {
    readonly language: string;
    t(key: string | readonly string[], options?: Readonly<Record<string, unknown>>): string;
    addResourceBundle(
      language: string,
      namespace: string,
      resources: object,
      deep?: boolean,
      overwrite?: boolean
    ): void;
    on(event: string, listener: () => void): void;
    off(event: string, listener: () => void): void;
  }
  const i18n: I18n;
  export default i18n;
}

declare module '@ohif/core' {
  interface Subscription {
    unsubscribe(): void;
  }
  interface StoredSeries {
    readonly SeriesInstanceUID: string;
    readonly instances: readonly Readonly<Record<string, unknown>>[];
  }
  /** The viewer's store of DICOM metadata, filled from the archive. */
  export const DicomMetadataStore: {
    readonly EVENTS: Readonly<Record<'INSTANCES_ADDED' | 'SERIES_ADDED', string>>;
    addInstances(instances: readonly object[], madeInClient?: boolean): void;
    getStudy(studyInstanceUID: string): { readonly series: readonly StoredSeries[] } | undefined;
    subscribe(event: string, listener: (data: never) => void): Subscription;
  };
}

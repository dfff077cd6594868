import type { DraftStorage } from './drafts';
import type { Reader } from './reader';

/** Of the texts of every version. */
const ALL_TEXTS = 'deepspine.text.';
const PREFIX = `${ALL_TEXTS}1.`;
/** As unsaved findings. */
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

interface Written {
  readonly savedAt: number;
  readonly text: string;
}

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> &
  Partial<Pick<Storage, 'key' | 'length'>>;

/**
 * Draft reports that a reader has written on, per reader and study, so that a reload loses none of their words. These
 * are a person's own words and may name anybody: of a reader who has signed in they are kept in the browser for a
 * week; where nobody has, in the tab alone, and nobody else at this computer comes upon them.
 */
export class DraftTexts {
  private readonly now: () => number;

  constructor(private readonly storage: DraftStorage) {
    this.now = storage.now ?? Date.now;
    this.sweep();
  }

  /** @param text null: the draft is the findings' own again, and nothing is kept */
  keep(studyInstanceUID: string, reader: Reader, text: string | null): void {
    const key = keyOf(studyInstanceUID, reader);
    this.tried(() => {
      const place = this.placeOf(reader);
      if (text === null) {
        place?.removeItem(key);
      } else {
        place?.setItem(key, JSON.stringify({ savedAt: this.now(), text } satisfies Written));
      }
    });
  }

  /** Null where nothing is kept, or what is kept is older than a week. */
  load(studyInstanceUID: string, reader: Reader): string | null {
    const key = keyOf(studyInstanceUID, reader);
    const place = this.placeOf(reader);
    return (place && this.read(place, key)) ?? null;
  }

  private placeOf({ id }: Reader): Place | null {
    return id === null ? this.storage.tab : this.storage.browser;
  }

  private read(place: Place, key: string): string | null {
    return (
      this.tried(() => {
        const written = JSON.parse(place.getItem(key) ?? 'null') as Written | null;
        if (typeof written?.text === 'string' && this.now() - written.savedAt <= MAX_AGE_MS) {
          return written.text;
        }
        return null;
      }) ?? null
    );
  }

  /** Removes what is too old, damaged, or of another version. */
  private sweep(): void {
    const { browser } = this.storage;
    this.tried(() => {
      const keys = Array.from({ length: browser?.length ?? 0 }, (_, i) => browser?.key(i) ?? '');
      for (const key of keys.filter(one => one.startsWith(ALL_TEXTS))) {
        if (browser && (!key.startsWith(PREFIX) || this.read(browser, key) === null)) {
          browser.removeItem(key);
        }
      }
    });
  }

  /** Browsers may forbid storage, or lack the space: the text then lives in the page only. */
  private tried<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch {
      return undefined;
    }
  }
}

const keyOf = (studyInstanceUID: string, { id }: Reader): string =>
  `${PREFIX}${id ?? 'anybody'}.${studyInstanceUID}`;

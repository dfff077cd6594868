import type { DisplaySet, Runtime } from '../host/ohif';
import type { Store } from '../host/store';
import { activeDisplaySet } from '../study/openStudy';
import type { SessionState } from '../study/state';
import type { Whose } from '../study/whose';

/** A person's name from DICOM: a string, dcmjs' object with an alphabetic form, or a list of either. */
function readableName(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const text =
    typeof first === 'object' && first !== null
      ? String((first as { readonly Alphabetic?: unknown }).Alphabetic ?? '')
      : String(first ?? '');
  const [family = '', given = ''] = text.split('=')[0]!.split('^');
  return [family, given]
    .map(part => part.trim())
    .filter(Boolean)
    .join(', ');
}

/** '20260102' → '2026-01-02' */
const readableDate = (value: unknown): string =>
  /^(\d{4})(\d{2})(\d{2})$/
    .exec(String(value ?? ''))
    ?.slice(1)
    .join('-') ?? '?';

function whoseSet({ StudyInstanceUID, instances, images, instance }: DisplaySet): Whose {
  const header = instances?.[0] ?? images?.[0] ?? instance;
  return {
    studyInstanceUID: StudyInstanceUID,
    name: readableName(header?.PatientName) || String(header?.PatientID ?? '') || 'no name',
    date: readableDate(header?.StudyDate),
  };
}

/** The patient and date of an open study; null where it is not open. */
export function whoseStudy({ services }: Runtime, studyInstanceUID: string): Whose | null {
  const set = services.displaySetService
    .getActiveDisplaySets()
    .find(ds => ds.StudyInstanceUID === studyInstanceUID);
  return set ? whoseSet(set) : null;
}

/** Another study may be active now: the panel then says whose findings it shows. */
export function publishActive(runtime: Runtime, store: Store<SessionState>): void {
  const [now, before] = [whoseActive(runtime), store.get().activeWhose];
  if (now?.studyInstanceUID !== before?.studyInstanceUID) {
    store.set({ activeWhose: now });
  }
}

/** Those of the active viewport's images. */
export function whoseActive(runtime: Runtime): Whose | null {
  const set = activeDisplaySet(runtime);
  return set ? whoseSet(set) : null;
}

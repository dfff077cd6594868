import { SmallStudies } from '../queue/smallStudies';
import type { TestContext } from './suite';

let loading: Promise<SmallStudies> | undefined;

/**
 * Puts a study into the archive that is analyzed in seconds: five sagittal slices of the sample patient at
 * half the resolution. Returns its UID; the same name gives the same study.
 */
export async function storeQuick({ archive }: TestContext['demo'], name: string): Promise<string> {
  loading ??= SmallStudies.load();
  const { uid, files } = (await loading).study(`e2e ${name}`);
  for (const file of files) {
    await archive.store.add(Buffer.from(file));
  }
  return uid;
}

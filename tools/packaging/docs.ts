/** `npm run docs`: writes the reference of the settings into the documents that hold it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths';
import { DOCUMENTS, withSettings } from './settingsReference';

for (const document of DOCUMENTS) {
  const file = join(ROOT, document);
  writeFileSync(file, withSettings(readFileSync(file, 'utf8')));
}

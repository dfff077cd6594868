import { join } from 'node:path';
import { freePort } from '../freePort';
import { ArchiveProcess } from './archiveProcess';
import { findTestPython } from './tools';

/**
 * A tiny-pacs of its own (Python, pydicom), another archive than both others in all that it does: it has no metadata
 * service and no search for instances of a study, takes nothing deflated and nothing twice, and sends what it holds
 * as it holds it.
 */
export class TinyPacs extends ArchiveProcess {
  static async start(folder: string): Promise<TinyPacs> {
    const python = findTestPython('tiny_pacs_dicomweb');
    if (!python) {
      throw new Error('There is no Python with tiny-pacs; npm test installs it.');
    }
    const port = await freePort();
    const program = join(__dirname, 'serve_tiny_pacs.py');
    const root = `http://127.0.0.1:${port}/dicom-web`;
    const archive = new TinyPacs(python, [program, folder, String(port)], root);
    await archive.untilReady();
    return archive;
  }
}

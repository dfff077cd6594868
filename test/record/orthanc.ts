import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../freePort';
import { ArchiveProcess } from './archiveProcess';

/** An Orthanc of its own: loopback only, its storage in the given folder, DICOMweb switched on. */
export class Orthanc extends ArchiveProcess {
  /**
   * @param port of an archive that is started again; a free one where missing
   * @param more of Orthanc's configuration
   */
  static async start(folder: string, port?: number, more: object = {}): Promise<Orthanc> {
    port ??= await freePort();
    mkdirSync(folder, { recursive: true });
    const config = join(folder, 'orthanc.json');
    writeFileSync(
      config,
      JSON.stringify({
        Name: 'DeepSPINE test',
        StorageDirectory: join(folder, 'storage'),
        IndexDirectory: join(folder, 'storage'),
        HttpPort: port,
        HttpServerEnabled: true,
        RemoteAccessAllowed: false,
        AuthenticationEnabled: false,
        DicomServerEnabled: false,
        Plugins: ['/usr/share/orthanc/plugins'],
        DicomWeb: {
          Enable: true,
          Root: '/dicom-web/',
          StudiesMetadata: 'Full',
          SeriesMetadata: 'Full',
        },
        ...more,
      })
    );
    const orthanc = new Orthanc('Orthanc', [config], `http://127.0.0.1:${port}/dicom-web`);
    await orthanc.untilReady();
    return orthanc;
  }
}

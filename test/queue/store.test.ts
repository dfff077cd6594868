/**
 * What is stored in an archive of a study that is analyzed again: with the same models, with others, and after a
 * person has decided.
 *
 * @jest-environment ./test/ortEnvironment.js
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFetchedStudy } from '../../cli/batch/fetchStudy';
import { runStudy } from '../../cli/batch/runStudy';
import { storedReport } from '../../cli/batch/storedReport';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { readInput } from '../../cli/input';
import { DEFAULT_MODELS_DIR, loadModels, type LoadedModels } from '../../cli/models';
import { retrainedModels } from '../e2e/siteModels';
import { Orthanc } from '../record/orthanc';
import { deepspine } from './command';
import { decidedReport } from './decidedReport';
import { holdings } from './holdings';
import { LoopbackArchive } from './loopbackArchive';
import { SmallStudies } from './smallStudies';
import { needs } from '../needs';

jest.setTimeout(1_800_000);

let folder: string;
let site: string;
let studies: SmallStudies;
let shippedModels: LoadedModels;
let siteModels: LoadedModels;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepspine-store-'));
  site = join(folder, 'models-site');
  retrainedModels(DEFAULT_MODELS_DIR, site);
  studies = await SmallStudies.load();
  shippedModels = await loadModels(DEFAULT_MODELS_DIR, { threads: 1 });
  siteModels = await loadModels(site, { threads: 1 });
});

afterAll(async () => {
  await shippedModels?.release();
  await siteModels?.release();
  rmSync(folder, { recursive: true, force: true });
});

/** An archive that takes part in the tests. */
interface Running {
  readonly root: string;
  stop(): Promise<void>;
}

const ARCHIVES: readonly { name: string; program?: 'Orthanc'; start(): Promise<Running> }[] = [
  { name: "the demo's archive", start: () => LoopbackArchive.start() },
  {
    name: 'Orthanc',
    program: 'Orthanc',
    async start() {
      const orthanc = await Orthanc.start(join(folder, 'orthanc'));
      return { root: orthanc.web.root, stop: () => orthanc.stop() };
    },
  },
];

/** Version of the grader that the newest report names. */
async function newestGrader(root: string, study: string): Promise<string | undefined> {
  const known = await storedReport(new DicomWebArchive(root), study);
  return known?.record.models.find(({ name }) => name === 'disc-grading')?.version;
}

for (const { name, program, start } of ARCHIVES) {
  needs(...(program ? [program] : [])).describe(`a study of ${name}`, () => {
    let archive: Running;
    let web: DicomWebArchive;
    let study: string;
    const versions = () => [shippedModels, siteModels].map(({ grading }) => grading!.spec.version);

    beforeAll(async () => {
      archive = await start();
      web = new DicomWebArchive(archive.root);
      const { uid, files } = studies.study('store');
      await web.store(files, uid);
      study = uid;
    });

    afterAll(() => archive?.stop());

    const analyze = (...options: readonly string[]) =>
      deepspine('analyze', `${archive.root}/studies/${study}`, '--threads', '1', ...options);

    it('analyze <URL> --store stores a report and a segmentation, once', async () => {
      const first = await analyze('--store');
      // Together, so that a failure shows the reason.
      expect([first.code, first.stderr]).toEqual([0, expect.any(String)]);
      expect(first.stderr).toContain(`2 new objects in ${archive.root}`);
      expect(JSON.parse(first.stdout)).toMatchObject({ study });
      const held = await holdings(archive.root, study);
      expect(held).toEqual({ SR: [expect.any(String)], SEG: [expect.any(String)] });

      const second = await analyze('--store');
      expect(second.code).toBe(0);
      expect(second.stderr).toContain('nothing new is stored');
      expect(await holdings(archive.root, study)).toEqual(held);
      // The same findings, twice.
      const levels = ({ stdout }: typeof first) =>
        (JSON.parse(stdout) as { levels: unknown }).levels;
      expect(levels(second)).toEqual(levels(first));
    });

    it('other models add a report and a segmentation, once, and the former stay', async () => {
      const [shipped, retrained] = versions();
      const before = await holdings(archive.root, study);
      expect(await runStudy(web, study, siteModels)).toMatchObject({
        ...{ outcome: 'stored', instancesStored: 2 },
      });
      const both = await holdings(archive.root, study);
      expect(both.SR).toEqual(expect.arrayContaining([...before.SR]));
      expect(both.SEG).toEqual(expect.arrayContaining([...before.SEG]));
      expect([both.SR.length, both.SEG.length]).toEqual([2, 2]);
      expect(await newestGrader(archive.root, study)).toBe(retrained);

      expect(await runStudy(web, study, siteModels)).toMatchObject({
        ...{ outcome: 'already-there', instancesStored: 0 },
      });
      expect(await holdings(archive.root, study)).toEqual(both);

      // A site that goes back sees its former models' findings again.
      expect(await runStudy(web, study, shippedModels)).toMatchObject({ outcome: 'stored' });
      expect(await newestGrader(archive.root, study)).toBe(shipped);
      expect(await runStudy(web, study, shippedModels)).toMatchObject({ outcome: 'already-there' });
    });

    it('what a person has decided is never replaced', async () => {
      await web.store([await decidedReport(web, study)], study);
      const decided = await holdings(archive.root, study);
      expect(await runStudy(web, study, siteModels)).toMatchObject({ outcome: 'reviewed' });
      const { code, stdout, stderr } = await analyze('--store', '--models', site);
      expect(code).toBe(0);
      expect(stderr).toContain('a person has decided on findings of this study');
      expect(JSON.parse(stdout)).toMatchObject({ study });
      expect(await holdings(archive.root, study)).toEqual(decided);
      const known = await storedReport(web, study);
      expect(known?.record.levels[0]?.findings[0]).toMatchObject({
        ...{ status: 'accepted', reviewer: 'Reader^Ann' },
      });
    });
  });
}

it('a decision that is saved while the study is being analyzed is not replaced either', async () => {
  const archive = await LoopbackArchive.start();
  try {
    const web = new DicomWebArchive(archive.root);
    const { uid, files } = studies.study('decided meanwhile');
    await archive.store(files);
    await runStudy(web, uid, shippedModels);
    const decided = await decidedReport(web, uid);

    const release = archive.hold();
    const running = runStudy(web, uid, siteModels);
    await archive.asked;
    await archive.store([decided]);
    const held = await holdings(archive.root, uid);
    release();
    expect(await running).toMatchObject({ outcome: 'reviewed', instancesStored: 0 });
    expect(await holdings(archive.root, uid)).toEqual(held);
  } finally {
    await archive.stop();
  }
});

it('images of a study are gone from the disk once it is done', async () => {
  const archive = await LoopbackArchive.start();
  try {
    const { uid, files } = studies.study('tidy');
    await archive.store(files);
    let used = '';
    const count = await withFetchedStudy(new DicomWebArchive(archive.root), uid, async path => {
      used = path;
      return (await readInput([path])).study.series[0]!.slices.length;
    });
    expect(count).toBe(files.length);
    await expect(readInput([used])).rejects.toThrow();
  } finally {
    await archive.stop();
  }
});

import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Manifest, ModelSpec } from '../../extension/src/analysis/modelSpec';
import type { Evidence, RealEvidence } from '../../extension/src/findings';
import { DEFAULT_MODELS_DIR } from '../models';
import { readManifest } from '../ortModel';
import { checkEvidence } from './evidence';

const FIGURES = {
  n: 780,
  patients: 153,
  metric: 'auc',
  value: 0.87,
  interval: [0.84, 0.9],
  baseline: { name: 'level alone', value: 0.64 },
};
const CLAIM = {
  ...FIGURES,
  status: 'real',
  dataSet: 'T2 TSE',
  figures: 'figures/real.json#/heads/DB',
} as unknown as RealEvidence;

const manifest = (evidence: Evidence): Manifest => ({
  schema: 'deepspine-manifest/1',
  models: [
    {
      name: 'disc-gradings',
      outputs: [{ name: 'DB', shape: [1, 2], classes: [], evidence }],
    } as unknown as ModelSpec,
  ],
});

describe('what a manifest claims', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'evidence-'));
    await mkdir(path.join(folder, 'figures'));
    await writeFile(
      path.join(folder, 'figures/real.json'),
      JSON.stringify({ heads: { DB: { ...FIGURES, seed: 1 } } })
    );
  });

  it('stands in its figures', async () => {
    await expect(checkEvidence(folder, manifest(CLAIM))).resolves.toBeUndefined();
    await expect(
      checkEvidence(folder, manifest({ status: 'simulated-only' }))
    ).resolves.toBeUndefined();
  });

  it.each<[string, string, object]>([
    ['a better value', 'says value 0.87 at /heads/DB, the manifest 0.88', { value: 0.88 }],
    ['more cases', 'says n 780', { n: 781 }],
    ['another interval', 'says interval', { interval: [0.85, 0.9] }],
    ['a worse baseline', 'says baseline', { baseline: { name: 'level alone', value: 0.5 } }],
    ['another head', 'holds nothing at /heads/SCS', { figures: 'figures/real.json#/heads/SCS' }],
    ['a file that is not there', 'cannot be read', { figures: 'figures/none.json#/heads/DB' }],
  ])('is refused with %s', async (_, what, change) => {
    await expect(checkEvidence(folder, manifest({ ...CLAIM, ...change }))).rejects.toThrow(what);
  });

  it('is held by the repository’s own figures', async () => {
    const shipped = await readManifest(DEFAULT_MODELS_DIR);
    await expect(checkEvidence(DEFAULT_MODELS_DIR, shipped)).resolves.toBeUndefined();
  });
});

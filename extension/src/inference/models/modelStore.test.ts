import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SiteServer } from '../../../../test/browser/siteServer';
import { ModelStore } from './modelStore';
import { ORT_RUNTIMES } from '../ort/ortFiles';
import type { ModelProgress } from '../protocol/types';

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** The store treats weights as bytes; whether they make a model is the runtime's affair. */
const WEIGHTS = new Uint8Array(100_000).map((_, i) => i * 31);
const MODEL_PATH = '/deepspine/models/spine-segmentation.onnx';

function manifestText(overrides: Record<string, unknown> = {}): string {
  const model = {
    name: 'spine-segmentation',
    task: 'segmentation',
    version: '1.0.0',
    file: 'spine-segmentation.onnx',
    sha256: sha256(WEIGHTS),
    bytes: WEIGHTS.length,
    opset: 17,
    precision: 'fp32',
    inputs: [
      {
        name: 'image',
        shape: [1, 1, 'height', 'width'],
        multipleOf: 16,
        spacingMm: [0.9375, 0.9375],
        orientation: 'sagittal',
        normalization: { type: 'zscore', scope: 'slice' },
      },
    ],
    outputs: [
      {
        name: 'logits',
        shape: [1, 4, 'height', 'width'],
        classes: ['background', 'vertebra', 'disc', 'canal'],
      },
    ],
    intendedUse: 'Research use only.',
    ...overrides,
  };
  return JSON.stringify({ schema: 'deepspine-manifest/1', models: [model] });
}

const RUNTIME = ORT_RUNTIMES.wasm;

let site: SiteServer;

async function serve(
  manifest = manifestText(),
  more: Readonly<Record<string, Uint8Array>> = {}
): Promise<void> {
  const ort = path.dirname(require.resolve('onnxruntime-web/webgpu'));
  const wasm = readFileSync(path.join(ort, path.basename(RUNTIME.file)));
  site = await SiteServer.start({
    mounts: {},
    files: {
      [`/deepspine/${RUNTIME.file}`]: wasm,
      '/deepspine/models/manifest.json': manifest,
      [MODEL_PATH]: WEIGHTS,
      ...more,
    },
  });
}

afterEach(() => site.close());

async function load(
  options: { manifestSha256?: string; signal?: AbortSignal } = {},
  onProgress: (progress: ModelProgress) => void = () => undefined
) {
  const { signal, ...more } = options;
  const store = await ModelStore.open({ baseUrl: `${site.url}/deepspine/`, ...more });
  const manifest = await store.manifest(signal);
  const files = await store.load(RUNTIME, manifest, manifest.models, onProgress, signal);
  return { ...files, store, manifest };
}

it('loads runtime and weights, counts every byte, and says that nothing is kept', async () => {
  await serve();
  const progress: ModelProgress[] = [];
  const files = await load({}, step => progress.push(step));
  expect(sha256(files.weights[0]!)).toBe(sha256(WEIGHTS));
  expect(sha256(files.runtime)).toBe(RUNTIME.sha256);
  const total = RUNTIME.bytes + WEIGHTS.length;
  expect(progress.at(-1)).toEqual({ phase: 'download', loadedBytes: total, totalBytes: total });
  const loaded = progress.map(step => step.loadedBytes);
  expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  // Node has no Cache API, as pages on plain http have none.
  expect(files.store.notes[0]?.text).toContain('downloaded anew each time');
});

it('fetches a variant when it is wanted, and one more file later', async () => {
  const half = { precision: 'fp16', requires: 'shader-f16', file: 'half.onnx' };
  const bytes = WEIGHTS.subarray(0, 50_000);
  const variant = { ...half, sha256: sha256(bytes), bytes: bytes.length };
  await serve(manifestText({ variants: [variant] }), { '/deepspine/models/half.onnx': bytes });
  const store = await ModelStore.open({ baseUrl: `${site.url}/deepspine/` });
  const manifest = await store.manifest();
  const [spec] = manifest.models;
  const files = await store.load(RUNTIME, manifest, spec!.variants!, () => undefined);
  expect(sha256(files.weights[0]!)).toBe(variant.sha256);
  expect(site.requests).not.toContain(MODEL_PATH);

  const progress: ModelProgress[] = [];
  expect(sha256(await store.weights(spec!, step => progress.push(step)))).toBe(spec!.sha256);
  const total = WEIGHTS.length;
  expect(progress.at(-1)).toEqual({ phase: 'download', loadedBytes: total, totalBytes: total });
  site.setFault(MODEL_PATH, 'corrupt');
  await expect(store.weights(spec!, () => undefined)).rejects.toMatchObject({ code: 'model-hash' });
});

it.each([
  ['missing', 'model-download', 'answered 404'],
  ['web-page', 'model-download', 'web page instead'],
  ['cut', 'model-download', 'broke off after'],
  ['truncated', 'model-download', 'broke off after 50000 of 100000 bytes'],
  ['corrupt', 'model-hash', 'damaged or of another version'],
] as const)('a model file that is %s is refused as %s', async (fault, code, words) => {
  await serve();
  site.setFault(MODEL_PATH, fault);
  const error = await load().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'DeepSpineError', code });
  expect(String(error)).toContain(words);
  expect(String(error)).toContain(MODEL_PATH);

  site.setFault(MODEL_PATH, null);
  expect((await load()).weights).toHaveLength(1);
});

it('says so when the server cannot be reached', async () => {
  await serve();
  await site.close();
  await expect(load()).rejects.toMatchObject({
    code: 'model-download',
    message: expect.stringContaining('cannot be reached'),
  });
});

it('refuses a manifest that is no JSON', async () => {
  await serve('<html>');
  await expect(load()).rejects.toMatchObject({ code: 'bad-manifest' });
});

it('takes no model from outside the configured folder', async () => {
  await serve(manifestText({ file: '../../elsewhere.onnx' }));
  await expect(load()).rejects.toMatchObject({ code: 'bad-manifest' });
  expect(site.requests).toEqual(['/deepspine/models/manifest.json']);
});

it('refuses every manifest but the pinned one', async () => {
  await serve();
  const pin = sha256(Buffer.from(manifestText()));
  expect((await load({ manifestSha256: pin })).weights).toHaveLength(1);
  await expect(load({ manifestSha256: pin.replace(/^./, 'x') })).rejects.toMatchObject({
    code: 'model-hash',
  });
});

it('stops the downloads when cancelled', async () => {
  await serve();
  site.setFault(MODEL_PATH, 'silent');
  const abort = new AbortController();
  const loading = load({ signal: abort.signal }, () => abort.abort());
  await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ORT_MODULE, ORT_WASM } from './ortFiles';

const DIST = path.dirname(require.resolve('onnxruntime-web/webgpu'));
const installed = (file: string) => path.join(DIST, path.basename(file));

it('names the installed runtime with its true size and hash', () => {
  const wasm = readFileSync(installed(ORT_WASM.file));
  expect(wasm.length).toBe(ORT_WASM.bytes);
  expect(createHash('sha256').update(wasm).digest('hex')).toBe(ORT_WASM.sha256);
  expect(existsSync(installed(ORT_MODULE))).toBe(true);
});

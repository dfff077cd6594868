import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ORT_RUNTIMES } from './ortFiles';

const DIST = path.dirname(require.resolve('onnxruntime-web/webgpu'));
const installed = (file: string) => path.join(DIST, path.basename(file));

it.each(Object.entries(ORT_RUNTIMES))(
  'names the installed runtime for %s with its true size and hash',
  (_, { script, file, sha256, bytes }) => {
    const wasm = readFileSync(installed(file));
    expect(wasm.length).toBe(bytes);
    expect(createHash('sha256').update(wasm).digest('hex')).toBe(sha256);
    expect(existsSync(installed(script))).toBe(true);
  }
);

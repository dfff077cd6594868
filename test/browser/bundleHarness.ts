import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import webpack from 'webpack';

/**
 * A script of the tests as one file for a page or, with `target` 'webworker', for a module worker.
 *
 * @param entry its absolute path; the harness where missing
 */
export async function bundleHarness(
  entry = path.join(__dirname, 'harness.ts'),
  target: 'web' | 'webworker' = 'web'
): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'deepspine-harness-'));
  try {
    const stats = await new Promise<webpack.Stats>((resolve, reject) =>
      webpack(
        {
          mode: 'development',
          devtool: false,
          context: path.join(__dirname, '../..'),
          entry,
          target: [target, 'es2022'],
          output: { path: folder, filename: 'harness.js' },
          resolve: {
            extensions: ['.ts', '.mjs', '.js'],
            // ONNX Runtime's glue and wasm stay the files that are served.
            conditionNames: ['onnxruntime-web-use-extern-wasm', 'import', 'module', 'default'],
          },
          module: {
            parser: { javascript: { importMeta: false, url: false } },
            rules: [
              {
                test: /\.ts$/,
                exclude: /node_modules/,
                use: { loader: 'babel-loader', options: { envName: 'production' } },
              },
            ],
          },
        },
        (error, result) => (result ? resolve(result) : reject(error))
      )
    );
    if (stats.hasErrors()) {
      throw new Error(stats.toString('errors-only'));
    }
    return await readFile(path.join(folder, 'harness.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import webpack from 'webpack';

/** The harness as one script for a page. */
export async function bundleHarness(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'deepspine-harness-'));
  try {
    const stats = await new Promise<webpack.Stats>((resolve, reject) =>
      webpack(
        {
          mode: 'development',
          devtool: false,
          context: path.join(__dirname, '../..'),
          entry: path.join(__dirname, 'harness.ts'),
          output: { path: folder, filename: 'harness.js' },
          resolve: { extensions: ['.ts', '.js'] },
          module: {
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

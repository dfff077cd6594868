import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { DEFAULT_MODELS_DIR } from './models';
import type { Device } from './ortModel';

const ROOT = path.resolve(__dirname, '..');

/** Loads the grader in a process of its own: ONNX Runtime writes to the process's stderr past Node. */
function loadOn(device: Device): { loaded: string; stderr: string } {
  const script = `
    const { loadOrtModel, modelFor, readManifest } = require('./cli/ortModel.ts');
    const [models, device] = process.argv.slice(1);
    readManifest(models)
      .then(manifest => loadOrtModel(models, modelFor(manifest, 'grading'), { device }))
      .then(model => console.log(model.device), error => console.log(error.code, error.message));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', '--eval', script, DEFAULT_MODELS_DIR, device],
    { cwd: ROOT, encoding: 'utf8' }
  );
  return { loaded: stdout.trim(), stderr };
}

it('says nothing where nobody asked for CUDA, and why it fails where somebody did', () => {
  const auto = loadOn('auto');
  expect(auto.stderr).toBe('');
  expect(['cpu', 'cuda']).toContain(auto.loaded);
  const asked = loadOn('cuda');
  if (auto.loaded === 'cuda') {
    expect(asked).toEqual({ loaded: 'cuda', stderr: '' });
  } else {
    // One sentence: ONNX Runtime's own lines are for those who debug.
    expect(asked).toEqual({
      loaded: expect.stringMatching(
        /^model-run CUDA was asked for and cannot be used .*--device auto/
      ),
      stderr: '',
    });
  }
}, 60_000);

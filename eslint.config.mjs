import prettier from 'eslint-config-prettier';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Folders of pure TypeScript: they run in the worker, in Node and under jest unchanged. */
const PURE = ['findings', 'messages', 'imaging', 'analysis', 'record', 'reporting'].map(
  folder => `extension/src/${folder}/**/*.ts`
);

const WAIT = {
  message:
    'Wait for the state itself: until(…) of test/until.ts, or a method of ViewerPage. Where the time itself is what is tested, letPass(…) with the reason.',
};
/** A test that waits for a time fails on a slower machine, and is slow on a fast one. */
const FIXED_WAITS = [
  { ...WAIT, selector: 'MemberExpression[property.name="waitForTimeout"]' },
  // Without a time it only gives others a turn. Jest's own is how long a test may take.
  { ...WAIT, selector: 'CallExpression[callee.name="setTimeout"][arguments.length>1]' },
  {
    ...WAIT,
    selector:
      'CallExpression[callee.object.name=/^(window|globalThis)$/][callee.property.name="setTimeout"]',
  },
  { ...WAIT, selector: 'ImportDeclaration[source.value="node:timers/promises"]' },
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      'extension/public/',
      'extension/types/',
      'mode/types/',
      'demo/.viewer/',
      'demo/.archive/',
      '.venv-test/',
      '.venv-training/',
      'coverage/',
      'cli/deepspine.bundle.cjs',
      'test/artefacts/',
    ],
  },
  ...tseslint.configs.recommended,
  prettier,
  {
    rules: {
      curly: 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Loaded in one place, with its telemetry off.
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    ignores: ['cli/onnxRuntime.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'onnxruntime-node', message: 'Import cli/onnxRuntime.ts.' }] },
      ],
    },
  },
  {
    files: ['**/*.tsx'],
    plugins: { 'react-hooks': hooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['test/e2e/**/*.ts', 'test/browser/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...FIXED_WAITS] },
  },
  {
    files: PURE,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: ['node:*', '@ohif/*', '@cornerstonejs/*', 'react'],
        },
      ],
      'no-restricted-globals': ['error', 'window', 'document', 'process', 'Buffer', 'fetch'],
    },
  }
);

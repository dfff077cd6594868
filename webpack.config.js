/**
 * `npm run build` makes, in this order of use:
 *   extension/dist/index.umd.js   the OHIF extension  } UMD, "plugin contract v1": every package that
 *   mode/dist/index.umd.js        the OHIF mode       } the viewer shares stays external
 *   extension/public/deepspine/   what a site serves: worker.js, record.js, ort/ (ONNX Runtime), models/
 *   demo/dist/                    the browser scripts of the demo and of a written site
 */
const fs = require('node:fs');
const path = require('node:path');
const CopyPlugin = require('copy-webpack-plugin');
const HostImportsPlugin = require('./tools/webpack/hostImports');
const TouchOutputPlugin = require('./tools/webpack/touchOutput');

const root = (...parts) => path.join(__dirname, ...parts);

/** Modules that OHIF's host shares with plugins; each resolves to window['<package name>']. */
const SHARED_WITH_HOST = [
  /^@ohif\//,
  /^@cornerstonejs\//,
  /^dcmjs$/,
  /^gl-matrix$/,
  /^vtk\.js/,
  'react',
  'react-dom',
  'react/jsx-runtime',
];

const base = name => ({
  name,
  mode: 'production',
  devtool: 'source-map',
  context: __dirname,
  cache: { type: 'filesystem', cacheDirectory: root('.cache/webpack'), name },
  performance: { hints: false },
  stats: 'errors-warnings',
  resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  module: {
    // An import of something that is not there stops the build rather than becoming undefined.
    parser: { javascript: { exportsPresence: 'error' } },
    rules: [
      { test: /\.tsx?$/, exclude: /node_modules/, loader: 'babel-loader' },
      { test: /\.css$/, use: ['style-loader', 'css-loader'] },
    ],
  },
});

/** What is shipped carries its license and those of the works in it. */
const LICENSES = ['LICENSE', 'THIRD_PARTY_NOTICES.md'].map(file => ({ from: root(file) }));

/** One publishable OHIF package. */
const plugin = folder => ({
  ...base(folder),
  entry: root(folder, 'src/index.ts'),
  output: {
    path: root(folder, 'dist'),
    filename: 'index.umd.js',
    library: { name: require(root(folder, 'package.json')).name, type: 'umd', export: 'default' },
    globalObject: "typeof self !== 'undefined' ? self : this",
    clean: true,
  },
  externals: SHARED_WITH_HOST,
  plugins: [
    new HostImportsPlugin(),
    new CopyPlugin({ patterns: LICENSES }),
    new TouchOutputPlugin('index.umd.js'),
  ],
});

/** The model files that models/manifest.json names; only these are shipped. */
function modelFiles() {
  const manifest = root('models/manifest.json');
  const { models } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const files = models.flatMap(model => [model, ...(model.variants ?? [])]);
  return [manifest, ...files.map(({ file }) => root('models', file))];
}

const ORT_DIST = path.join(path.dirname(require.resolve('onnxruntime-web/webgpu')));

/** What the site serves: the workers, ONNX Runtime's own files and the models. */
const served = {
  ...base('served'),
  entry: {
    worker: root('extension/src/inference/worker/worker.ts'),
    record: root('extension/src/viewer/storage/recordWorker.ts'),
  },
  experiments: { outputModule: true },
  output: {
    path: root('extension/public/deepspine'),
    filename: '[name].js',
    module: true,
    chunkFormat: 'module',
    clean: true,
  },
  target: ['webworker', 'es2022'],
  resolve: {
    ...base('served').resolve,
    // ONNX Runtime's glue and wasm stay files of their own: they can be cached, and their hash checked.
    conditionNames: ['onnxruntime-web-use-extern-wasm', 'import', 'module', 'browser', 'default'],
  },
  module: {
    ...base('served').module,
    // import.meta.url must mean the place the file is served from, not the machine that built it.
    parser: { javascript: { exportsPresence: 'error', importMeta: false, url: false } },
  },
  plugins: [
    new TouchOutputPlugin('worker.js'),
    new CopyPlugin({
      patterns: [
        ...LICENSES,
        // With WebGPU in two ways, and without: extension/src/inference/ort/ortFiles.ts chooses.
        ...['asyncify.mjs', 'asyncify.wasm', 'jspi.mjs', 'jspi.wasm', 'mjs', 'wasm'].map(
          ending => ({
            from: path.join(ORT_DIST, `ort-wasm-simd-threaded.${ending}`),
            to: 'ort/[name][ext]',
            info: { minimized: true },
          })
        ),
        ...modelFiles().map(file => ({
          from: file,
          to: path.posix.join('models', path.relative(root('models'), file)),
        })),
      ],
    }),
  ],
};

/** What the demo, and a written site, add to the prebuilt viewer's page. */
const demo = {
  ...base('demo'),
  entry: {
    'app-config': root('demo/browser/appConfig.ts'),
    load: root('demo/browser/siteLoader.ts'),
  },
  output: { path: root('demo/dist'), filename: '[name].js', clean: true },
  plugins: ['app-config.js', 'load.js'].map(file => new TouchOutputPlugin(file)),
};

module.exports = [plugin('extension'), plugin('mode'), served, demo];

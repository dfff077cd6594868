module.exports = api => ({
  presets: [
    [
      '@babel/preset-env',
      api.env('test')
        ? { targets: { node: 'current' } }
        : { targets: 'last 2 chrome versions, last 2 firefox versions, safari 17', modules: false },
    ],
    ['@babel/preset-react', { runtime: 'automatic' }],
    ['@babel/preset-typescript', { onlyRemoveTypeImports: true }],
  ],
});

/** Unit tests stand beside the code; test/ holds integration and end-to-end tests. */
module.exports = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/extension/src',
    '<rootDir>/mode/src',
    '<rootDir>/cli',
    '<rootDir>/models',
    '<rootDir>/demo',
    '<rootDir>/test',
  ],
  // Patience: a test machine may be busy, and no test asserts a time.
  testTimeout: 60_000,
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    '<rootDir>/demo/.viewer/',
    '<rootDir>/test/e2e/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/demo/.viewer/', '<rootDir>/\\.venv-'],
  // Published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!@noble/|oauth4webapi/|any-ascii/)'],
  transform: { '\\.[jt]sx?$': 'babel-jest' },
  // Global names are slow to look up in jest's realm: tight loops with these run 20 times faster.
  sandboxInjectedGlobals: ['Math', 'Number', 'Infinity'],
};

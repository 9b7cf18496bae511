// One Jest project for everything that runs in Node; suites are chosen by path (tools/test/suites.ts). Node reads TypeScript itself.
export default {
  runner: '<rootDir>/tools/test/native/jest-runner.ts',
  transform: {},
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/data/'],
  modulePathIgnorePatterns: ['/dist/'],
  testTimeout: 30_000,
}

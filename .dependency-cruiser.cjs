// Who may import whom (ARCHITECTURE.md): everything that a rule below forbids is an error of `pnpm check`.

const tests = '\\.(test|conformance)\\.tsx?$'
const packages = 'shared|contracts|bff|miniapp|console|sdk|e2e|bench'

/** Shown as one line: `from` may not import `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid(
      'no-cycle',
      'Cycles hide who owns what.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('no-unresolved', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'no-undeclared',
      'A package must stand in the dependencies of the package.json that is nearest.',
      {},
      // The test frame belongs to the root's package.json: one version for all.
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/(@jest/globals|fast-check)/' },
    ),
    forbid(
      'across-packages-by-name',
      'Another package is imported by its name, never by a path.',
      { path: `^(${packages})/` },
      { path: `^(${packages})/`, pathNot: '^$1/', dependencyTypes: ['local'] },
    ),
    forbid(
      'shared-is-pure',
      'shared/ needs nothing but zod and @noble.',
      { path: '^shared/src/', pathNot: tests },
      { pathNot: ['^shared/src/', 'node_modules/(zod|@noble/[^/]+)/'] },
    ),
    forbid(
      'no-zod-on-the-phone',
      'The mini-program runs this code: schemas may lend types only.',
      { path: '^shared/src/((codes|counting|domain|matching|proof|api)/|errors\\.ts)', pathNot: tests },
      {
        path: ['node_modules/zod/', '^shared/src/schema/', '^shared/src/ledger/.*schema'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'rules-know-shared-only',
      'The rules, and what they stand on, are pure over their ports.',
      { path: '^contracts/src/(?!fabric/)', pathNot: tests },
      { pathNot: ['^contracts/src/(?!fabric/)', '^shared/src/'] },
    ),
    forbid(
      'fabric-in-one-place',
      'Only contracts/src/fabric and bff/src/ledger/fabric speak to Fabric.',
      { pathNot: ['^contracts/src/fabric/', '^bff/src/ledger/fabric/', '^(bff/test|e2e)/.*\\.fabric\\.test\\.ts$'] },
      { path: 'node_modules/(fabric-[^/]+|@hyperledger/[^/]+|@grpc/[^/]+)/' },
    ),
    forbid(
      'rules-run-in-two-places',
      'Only the embedded ledger and the chaincode run the rules, and a rehearsal that writes nothing; all others submit transactions.',
      {
        pathNot: ['^contracts/', '^bff/src/ledger/((embedded|fabric)/|rehearse\\.ts)', tests, '^(bff/test|e2e|bench)/'],
      },
      { path: '^contracts/src/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'routes-are-http-only',
      'A route knows http, commands, shared and port types; no driver and no other route.',
      { path: '^bff/src/routes/([^/]+)', pathNot: tests },
      {
        path: [
          '^bff/src/routes/',
          'node_modules/(ioredis|pg|kysely|@grpc/[^/]+|@hyperledger/[^/]+)/',
          '^(node:)?sqlite$',
        ],
        pathNot: '^bff/src/routes/$1',
      },
    ),
    forbid(
      'routes-reach-ledger-and-store-as-types',
      'Implementations are handed over by createApp(deps).',
      { path: '^bff/src/routes/', pathNot: tests },
      { path: '^bff/src/(ledger/(embedded|fabric)|projection|store)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-http-below',
      'Ledger and store do not know that they are asked over HTTP.',
      { path: '^bff/src/(ledger|store|projection)/' },
      { path: ['node_modules/(koa|@koa/[^/]+)/', '^bff/src/(http|routes)/'] },
    ),
    forbid(
      'faces-know-shared-only',
      'A face talks to the server over HTTP.',
      { path: '^(miniapp|console|sdk)/' },
      { path: `^(${packages})/`, pathNot: ['^$1/', '^shared/'] },
    ),
    forbid(
      'no-feature-to-feature',
      'What two features need belongs to ui, platform or shared.',
      { path: '^(miniapp|console)/src/features/([^/]+)/' },
      { path: '^$1/src/features/', pathNot: '^$1/src/features/$2/' },
    ),
    forbid(
      'nothing-reaches-up',
      'pages -> features -> ui, platform.',
      { path: '^(miniapp|console)/src/(features|ui|platform)/' },
      { path: '^$1/src/(pages|app)' },
    ),
    forbid(
      'ui-and-platform-below-features',
      'ui and platform serve every feature and know none.',
      { path: '^(miniapp|console)/src/(ui|platform)/' },
      { path: '^$1/src/features/' },
    ),
    forbid(
      'deploy-stands-beside',
      'What brings a network up is no part of the product. The command alone knows how the chaincode is bundled.',
      { path: '^deploy/' },
      { path: `^(${packages})/`, pathNot: '^contracts/build/' },
    ),
    forbid(
      'product-knows-no-deploy',
      'A server is told where its peers are; it never starts them.',
      { path: `^(${packages})/`, pathNot: ['^(bff/test|e2e|bench)/'] },
      { path: '^deploy/' },
    ),
    forbid(
      'product-knows-no-tests',
      'Tests import the product, not the other way round.',
      { pathNot: [tests, '^(bff/test|e2e|bench)/'] },
      { path: [tests, '^(bff/test|e2e)/'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|data|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts', '.weapp.ts', '.h5.ts'],
    },
    skipAnalysisNotInRules: true,
  },
}

// Lint rules: the strictest typed set of typescript-eslint, plus the house rules that syntax can show.
import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const typed = ['**/*.ts', '**/*.tsx']
const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*.conformance.ts', 'bff/test/**/*.ts', 'e2e/**/*.ts']

const environment = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'Settings are parsed once in bff/src/config.ts from what main.ts hands over.',
}
const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports: the main export has the name of the file.',
}
const onlyOrMock = [
  {
    selector: 'MemberExpression[object.name=/^(describe|test|it)$/][property.name=/^(only|skip)$/]',
    message: 'Every test runs; what a machine lacks is decided in tools/test.',
  },
  {
    selector: 'CallExpression[callee.object.name="jest"][callee.property.name=/^(mock|unstable_mockModule)$/]',
    message: 'Fakes do the real thing; our modules are not mocked.',
  },
]
const impure = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Rules and shared have no clock: take the time as an argument.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(localeCompare|toLocale\\w*)$/]',
    message: 'The outcome must not depend on a locale.',
  },
  { selector: 'ImportExpression', message: 'No dynamic import in code that runs in WeChat and in chaincode.' },
]
const cjk = '/[\\u3000-\\u303f\\u3400-\\u9fff\\uff00-\\uffef]/'
const cjkMessage = 'Texts live in the dictionary.'
const cjkText = [
  { selector: `Literal[value=${cjk}]`, message: cjkMessage },
  { selector: `JSXText[value=${cjk}]`, message: cjkMessage },
  { selector: `TemplateElement[value.raw=${cjk}]`, message: cjkMessage },
]

/** Absent from WeChat's engine, from chaincode, or different in each. */
const absentGlobals = [
  'TextEncoder',
  'TextDecoder',
  'fetch',
  'URL',
  'URLSearchParams',
  'AbortController',
  'Intl',
  'crypto',
  'Buffer',
  'process',
  'structuredClone',
  'atob',
  'btoa',
  'BigInt',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'console',
  'window',
  'document',
  'localStorage',
  'Function',
  'eval',
]
const nodeBuiltIns = { patterns: [{ regex: '^node:', message: 'This code also runs where there is no Node.' }] }

const restrict = (...items) => ['error', ...onlyOrMock, ...items]

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/data/',
      '**/coverage/',
      'contracts/build/',
      'e2e/out/',
      'shared/vectors/',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      complexity: ['error', 12],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': restrict(),
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // There are no enums here (erasableSyntaxOnly), and this rule is a tenth of the whole time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Record<never, never> is how an empty answer is spelt.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['shared/src/**/*.ts', 'contracts/src/**/*.ts'],
    ignores: [...tests, 'contracts/src/fabric/**'],
    rules: {
      'no-restricted-imports': ['error', nodeBuiltIns],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'Take random bytes as an argument.' },
      ],
      'no-restricted-syntax': restrict(defaultExport, ...impure),
    },
  },
  { files: ['shared/src/**/*.ts'], ignores: tests, rules: { 'no-restricted-globals': ['error', ...absentGlobals] } },
  {
    files: ['contracts/src/fabric/**/*.ts', 'bff/src/**/*.ts'],
    ignores: [
      ...tests,
      'contracts/src/fabric/main.ts',
      'bff/src/{config,main,verify,reproject,backup,restore,move-blobs,migrate-fabric,witness-fabric}.ts',
    ],
    rules: { 'no-restricted-syntax': restrict(defaultExport, environment) },
  },
  {
    files: ['miniapp/src/**/*.{ts,tsx}'],
    ignores: tests,
    rules: { 'no-restricted-imports': ['error', nodeBuiltIns], 'no-console': 'off' },
  },
  { files: ['miniapp/src/**/*.tsx'], ignores: tests, rules: { 'no-restricted-syntax': restrict(...cjkText) } },
  {
    files: tests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-console': 'off',
    },
  },
  // A component answers JSX: writing so on each one tells nobody anything.
  { files: ['**/*.tsx'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
  // Commands talk to a person at a terminal.
  {
    files: [
      'tools/**/*.ts',
      'bench/**/*.ts',
      'deploy/**/*.ts',
      'bff/src/{main,verify,reproject,backup,restore,move-blobs,migrate-fabric,witness-fabric}.ts',
      'sdk/src/{verify-proof,witness,witness-command}.ts',
      'miniapp/config/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
)

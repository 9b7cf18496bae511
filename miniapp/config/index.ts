// How Taro builds the app, once for WeChat (weapp) and once for browsers (h5).
import { defineConfig, type UserConfigExport } from '@tarojs/cli'
import path from 'node:path'
import { earlyFiles } from './early-files'
import { EmitJson } from './emit-json'
import { offlineFiles } from './offline-files'

const target = process.env['TARO_ENV'] === 'weapp' ? 'weapp' : 'h5'
const outputRoot = `dist/${target}`

// Taro's base.wxml drops every ARIA attribute; both spellings reach the data as camel case (plugin-inject puts them back).
const ariaNames = ['label', 'role', 'hidden', 'live', 'checked', 'disabled', 'expanded', 'selected', 'invalid', 'modal']
const ariaAttributes = Object.fromEntries(
  ariaNames.map((name) => [`aria-${name}`, `i.aria${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`]),
)
const ariaComponents = ['View', 'Text', 'Button', 'Image', 'Input', 'Textarea', 'ScrollView', 'Switch', 'Camera']
const ariaPlugin: [string, object] = [
  '@tarojs/plugin-inject',
  { components: Object.fromEntries(ariaComponents.map((component) => [component, ariaAttributes])) },
]

// TypeScript of the workspace and the ES modules of noble are compiled with our own sources. Taro refuses a RegExp here
// and calls the function with undefined as well.
const compile = {
  include: [
    path.resolve(__dirname, '../../shared/src'),
    (file?: string) => file !== undefined && file.includes('@noble'),
  ],
}

// CSS pixels everywhere: layouts are fluid, text follows the reader's size, so nothing is converted to rpx or rem.
const postcss = { pxtransform: { enable: false, config: {} }, cssModules: { enable: false } }

// What several pages use is loaded once. The consumer's page has its part of it in a file of its own, so that nobody who scans
// a code for the first time waits for what only the pages of companies need.
const sharable =
  /[\\/]miniapp[\\/]src[\\/](api|i18n(?![\\/](zh|en))|state|ui|platform(?![\\/]decoding))[\\/]|[\\/]shared[\\/]src[\\/]|[\\/]node_modules[\\/](?!.*@tarojs)/

type Chunk = { name?: string; groupsIterable: Iterable<{ origins: readonly { request?: string }[] }> }
type Module = { nameForCondition: () => string | null }
type Graph = { chunkGraph: { getModuleChunksIterable: (module: Module) => Iterable<Chunk> } }

const opensTrace = ({ groupsIterable }: Chunk): boolean =>
  [...groupsIterable].some(({ origins }) => origins.some(({ request }) => request?.endsWith('pages/trace/index')))
const isSharable = (module: Module): boolean => sharable.test(module.nameForCondition() ?? '')
/** What pages share, as far as a chunk that is `wanted` needs it. */
const sharedWith =
  (wanted: (chunk: Chunk) => boolean) =>
  (module: Module, { chunkGraph }: Graph): boolean =>
    isSharable(module) && [...chunkGraph.getModuleChunksIterable(module)].some(wanted)

const readerPart = {
  name: 'reader',
  chunks: 'async',
  minChunks: 2,
  priority: 60,
  test: sharedWith(opensTrace),
}
// The arithmetic of signatures comes after the consumer's page has been painted.
const proofPart = {
  name: 'proof',
  chunks: 'async',
  minChunks: 2,
  priority: 55,
  test: /[\\/]node_modules[\\/].*@noble[\\/](?!ciphers|hashes[\\/]scrypt)|[\\/]shared[\\/]src[\\/]proof[\\/]|[\\/]state[\\/](device-)?log-pins?\./,
}
// What checks a trace beside that arithmetic, so that a reader does not load the pages of companies for it.
const checksPart = {
  name: 'checking',
  chunks: 'async',
  minChunks: 2,
  priority: 52,
  test: sharedWith(({ name }) => name === 'checks'),
}
const staffPart = { name: 'shared', chunks: 'async', minChunks: 2, priority: 50, test: isSharable }

const text = (value: string): string => JSON.stringify(value)

export default defineConfig({
  projectName: 'ec-trace',
  date: '2026-11-22',
  designWidth: 375,
  deviceRatio: { 375: 2 },
  sourceRoot: 'src',
  outputRoot,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  plugins: target === 'weapp' ? [ariaPlugin] : [],
  // pnpm may hold two peer variants of this package; two React runtimes on one page end in a white screen.
  alias: {
    '@tarojs/plugin-framework-react': path.dirname(require.resolve('@tarojs/plugin-framework-react/package.json')),
  },
  defineConstants: {
    LOG_KEY: text(process.env['EC_LOG_KEY'] ?? ''),
    API_BASE: text(target === 'weapp' ? (process.env['EC_API_BASE'] ?? 'http://127.0.0.1:8080') : ''),
  },
  copy: {
    patterns:
      target === 'h5'
        ? [
            {
              from: 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm',
              to: `${outputRoot}/static/wasm/zxing_reader.wasm`,
            },
            // At the root: a service worker reaches what lies below it.
            { from: 'src/platform/offline-shell/offline-shell.js', to: `${outputRoot}/offline-shell.js` },
          ]
        : [{ from: 'src/sitemap.json', to: `${outputRoot}/sitemap.json` }],
    options: {},
  },
  mini: { compile, postcss, optimizeMainPackage: { enable: true } },
  h5: {
    compile,
    webpackChain(chain) {
      // Taro's copy of WeUI: we use none of it, and its font as a data address would need a wider Content-Security-Policy.
      chain.merge({ resolve: { alias: { '@tarojs/components/dist/taro-components/taro-components.css': false } } })
      // Taro alone would put a copy of what pages share into every page.
      chain.merge({
        optimization: {
          splitChunks: {
            cacheGroups: { reader: readerPart, proof: proofPart, checking: checksPart, shared: staffPart },
          },
        },
      })
      chain.plugin('early-files').use(EmitJson, ['early-files.json', earlyFiles])
      chain.plugin('offline-files').use(EmitJson, ['offline-files.json', offlineFiles])
    },
    postcss: { ...postcss, autoprefixer: { enable: true, config: {} } },
    publicPath: '/',
    staticDirectory: 'static',
    router: { mode: 'browser' },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
  },
} satisfies UserConfigExport)

// Lists the files of an H5 build that the service worker keeps (src/platform/offline-shell): scripts, styles and the decoder.

const wanted = /^(js|css)\/.+\.(js|css)$/

/** As much of webpack as is used: its types are no dependency of this package. */
type Compilation = {
  assets: Record<string, unknown>
  emitAsset: (name: string, source: unknown) => void
  hooks: { processAssets: { tap: (options: { name: string; stage: number }, act: () => void) => void } }
}
type Compiler = {
  webpack: {
    Compilation: { PROCESS_ASSETS_STAGE_REPORT: number }
    sources: { RawSource: new (text: string) => unknown }
  }
  hooks: { thisCompilation: { tap: (name: string, act: (compilation: Compilation) => void) => void } }
}

export class OfflineFiles {
  private readonly more: readonly string[]
  /** `more`: paths of files that webpack does not make. */
  constructor(more: readonly string[]) {
    this.more = more
  }
  apply({ hooks, webpack }: Compiler): void {
    const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_REPORT
    hooks.thisCompilation.tap('OfflineFiles', (compilation) => {
      compilation.hooks.processAssets.tap({ name: 'OfflineFiles', stage }, () => {
        const made = Object.keys(compilation.assets).filter((name) => wanted.test(name))
        const paths = [...made.map((name) => `/${name}`), ...this.more].sort()
        compilation.emitAsset('offline-files.json', new webpack.sources.RawSource(JSON.stringify(paths)))
      })
    })
  }
}

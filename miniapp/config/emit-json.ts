// Writes a file beside the pages, made out of what webpack has built, for those who serve or keep the pages.

/** As much of webpack as is used: its types are no dependency of this package. */
export type Compilation = {
  assets: Record<string, unknown>
  chunkGroups: readonly { name?: string | null; getFiles: () => string[]; origins: readonly { request?: string }[] }[]
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

export class EmitJson {
  private readonly file: string
  private readonly make: (compilation: Compilation) => unknown
  constructor(file: string, make: (compilation: Compilation) => unknown) {
    this.file = file
    this.make = make
  }
  apply({ hooks, webpack }: Compiler): void {
    const name = `EmitJson ${this.file}`
    const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_REPORT
    hooks.thisCompilation.tap(name, (compilation) => {
      compilation.hooks.processAssets.tap({ name, stage }, () => {
        const text = JSON.stringify(this.make(compilation))
        compilation.emitAsset(this.file, new webpack.sources.RawSource(text))
      })
    })
  }
}

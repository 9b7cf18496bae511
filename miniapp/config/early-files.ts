// Tells the server which files the consumer's page asks for one after the other, so that it can name them all at once.

type Group = { name?: string | null; getFiles: () => string[]; origins: readonly { request?: string }[] }
/** As much of webpack as is used: its types are no dependency of this package. */
type Compilation = {
  chunkGroups: readonly Group[]
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

const page = 'pages/trace/index'

/** Writes early-files.json: paths by page, and those that depend on the language. */
export class EarlyFiles {
  apply({ hooks, webpack }: Compiler): void {
    const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_REPORT
    hooks.thisCompilation.tap('EarlyFiles', (compilation) => {
      compilation.hooks.processAssets.tap({ name: 'EarlyFiles', stage }, () => {
        const filesOf = (wanted: (group: Group) => boolean): string[] => {
          const names = compilation.chunkGroups.filter(wanted).flatMap((group) => group.getFiles())
          return [...new Set(names)].filter((name) => /\.(js|css)$/.test(name)).map((name) => `/${name}`)
        }
        const named = (name: string): string[] => filesOf((group) => group.name === name)
        const opened = filesOf(({ origins }) => origins.some(({ request }) => request?.endsWith(page)))
        const pages = { [`/${page}`]: [...new Set([...opened, ...named('checks')])] }
        const languages = { zh: named('texts-zh'), en: named('texts-en') }
        compilation.emitAsset('early-files.json', new webpack.sources.RawSource(JSON.stringify({ pages, languages })))
      })
    })
  }
}

// Which files the consumer's page asks for one after the other, so that the server can name them all at once.
import type { Compilation } from './emit-json'

type Group = Compilation['chunkGroups'][number]

const page = 'pages/trace/index'

/** Paths by page, and those that depend on the language. */
export const earlyFiles = ({ chunkGroups }: Compilation): object => {
  const filesOf = (wanted: (group: Group) => boolean): string[] => {
    const names = chunkGroups.filter(wanted).flatMap((group) => group.getFiles())
    return [...new Set(names)].filter((name) => /\.(js|css)$/.test(name)).map((name) => `/${name}`)
  }
  const named = (name: string): string[] => filesOf((group) => group.name === name)
  const opened = filesOf(({ origins }) => origins.some(({ request }) => request?.endsWith(page)))
  const pages = { [`/${page}`]: [...new Set([...opened, ...named('checks')])] }
  return { pages, languages: { zh: named('texts-zh'), en: named('texts-en') } }
}

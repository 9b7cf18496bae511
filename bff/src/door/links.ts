// The links behind a code, by type of GS1's vocabulary: the page for people in both languages, the trace for machines.
// GS1-Conformant Resolver 1.2; RFC 9264 for the linkset.
import type { CodeParts } from '@ectrace/shared/codes/trace-code'

export const vocabulary = 'https://gs1.org/voc/'
/** Read beside a linkset it makes it JSON-LD. */
export const linksetContext = 'https://ref.gs1.org/standards/resolver/linkset-context'

export type Link = { href: string; title: string; type: 'text/html' | 'application/json'; hreflang?: string[] }
/** By the short name of a link type: `traceability`. */
export type Links = { default: Link; byType: Readonly<Record<string, readonly Link[]>> }
export type Language = 'zh' | 'en'

const tracePage = '/pages/trace/index'
/** What the page and the API accept of a scanned text. */
const longestScan = 400

/**
 * The link as it was asked, with its query (the resolver passes it on, data attributes such as an expiry date among them): inside `c`,
 * where it can be taken neither for another code nor for a parameter of the page. One that is too long goes without its query.
 */
const scanned = (path: string, query: string): string => {
  const whole = query === '' ? path : `${path}?${query}`
  return encodeURIComponent(whole.length <= longestScan ? whole : path)
}

export const pageOf = (path: string, query: string): string => `${tracePage}?c=${scanned(path, query)}`

const titles = {
  pip: { zh: '商品信息', en: 'Product information' },
  traceability: { zh: '追溯记录', en: 'Traceability' },
  recallStatus: { zh: '是否被召回', en: 'Recall status' },
  trade: { zh: '交易单', en: 'Trade' },
  logistics: { zh: '物流单元', en: 'Logistics unit' },
} as const
type Title = keyof typeof titles

const languages = ['zh', 'en'] as const

/** Absolute links behind a code. Those of a trade or a logistics unit say only what its number says: who may see more logs in there. */
export const linksOf = (root: string, { kind }: Pick<CodeParts, 'kind'>, path: string, query: string): Links => {
  const page = root + pageOf(path, query)
  const pages = (title: Title): Link[] =>
    languages.map((language) => ({
      ...{ href: page, title: titles[title][language], type: 'text/html', hreflang: [language] },
    }))
  if (kind === 'trade' || kind === 'logistics') {
    const own = kind === 'trade' ? titles.trade : titles.logistics
    return {
      default: { href: page, title: own.zh, type: 'text/html' },
      byType: { traceability: pages('traceability') },
    }
  }
  const machine = (title: Title): Link => ({
    href: `${root}/api/v1/trace?c=${scanned(path, query)}`,
    title: titles[title].en,
    type: 'application/json',
  })
  return {
    default: { href: page, title: titles.traceability.zh, type: 'text/html' },
    byType: {
      pip: pages('pip'),
      traceability: [...pages('traceability'), machine('traceability')],
      // Whether it is recalled or not is what the type speaks of: the answer stands in page and trace alike.
      recallStatus: [...pages('recallStatus'), machine('recallStatus')],
    },
  }
}

/** `itemDescription`: what is known of it to everybody. */
export const linksetOf = (anchor: string, itemDescription: string, { default: home, byType }: Links): object => ({
  linkset: [
    {
      anchor,
      itemDescription,
      // Of the default link a title only; what it is, its other type says.
      [`${vocabulary}defaultLink`]: [{ href: home.href, title: home.title }],
      ...Object.fromEntries(Object.entries(byType).map(([type, links]) => [vocabulary + type, links])),
    },
  ],
})

const known = ['gs1:', vocabulary, 'https://ref.gs1.org/voc/', 'http://gs1.org/voc/']

/** The short name of a link type that was asked for as `gs1:pip` or by its whole address. */
export const shortType = (asked: string): string => {
  const prefix = known.find((one) => asked.startsWith(one))
  return prefix === undefined ? asked : asked.slice(prefix.length)
}

/** The link of a type that fits best: for a machine its data, else the page in the language. Undefined when there is none of the type. */
export const linkFor = (
  { default: home, byType }: Links,
  type: string,
  wanted: { json: boolean; language: Language },
): Link | undefined => {
  if (type === 'defaultLink') return home
  const links = (Object.hasOwn(byType, type) ? byType[type] : undefined) ?? []
  return (
    (wanted.json ? links.find((link) => link.type === 'application/json') : undefined) ??
    links.find(({ hreflang }) => hreflang?.includes(wanted.language) === true) ??
    links[0]
  )
}

// Going from page to page by name, with parameters that are encoded once and decoded once.
import Taro, { useRouter } from '@tarojs/taro'
import { textOfParameters } from '@ectrace/shared/opening/way-in'
import { pageNames, type PageName } from '../page-names'

export type Parameters = Record<string, string | undefined>

/** Address of a page inside the app. */
export const pageUrl = (page: PageName, parameters: Parameters = {}): string => {
  const query = Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `/pages/${page}/index${query === '' ? '' : `?${query}`}`
}

/** Whether this build has a page of that name. */
export const hasPage = (name: string): name is PageName => (pageNames as readonly string[]).includes(name)

const settle = (going: Promise<unknown>): void => {
  // The only expected failure is a second tap while the first is still going.
  void going.catch(() => undefined)
}

/** Opens a page on top of this one. */
export const goTo = (page: PageName, parameters?: Parameters): void => {
  settle(Taro.navigateTo({ url: pageUrl(page, parameters) }))
}

/** Opens a page in place of this one. */
export const replaceWith = (page: PageName, parameters?: Parameters): void => {
  settle(Taro.redirectTo({ url: pageUrl(page, parameters) }))
}

/** Opens a page and forgets all others. */
export const restartAt = (page: PageName, parameters?: Parameters): void => {
  settle(Taro.reLaunch({ url: pageUrl(page, parameters) }))
}

export const isFirstPage = (): boolean => Taro.getCurrentPages().length <= 1

/** Back to the page before; home when this is the first. */
export const goBack = (): void => {
  if (isFirstPage()) restartAt('index')
  else settle(Taro.navigateBack())
}

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Query of this page, decoded once: `c` (code), `q` (WeChat's whole link), `scene` (mini-program code) and what goTo gave. */
export const useParameters = (): Record<string, string> => {
  const { params } = useRouter()
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' && name !== '$taroTimestamp' && name !== 'stamp') out[name] = decoded(value)
  }
  return out
}

/** The text of the code this page was opened with, however the reader came here; undefined when there is none. */
export const codeOf = (parameters: Record<string, string>): string | undefined => textOfParameters(parameters)

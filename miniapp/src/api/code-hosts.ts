// Hosts whose codes are ours: that of this page at once, others of the platform after the server has said so.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { pageOrigin } from '../platform/device'
import { ApiFailure } from './api-failure'
import { call } from './call'

const hostIn = (text: string): string | undefined => /^https?:\/\/([^/?#]+)/i.exec(text)?.[1]?.toLowerCase()

const learned = new Set<string>()

/** Lower-case `host[:port]`. */
export const codeHosts = (): string[] => {
  const own = hostIn(pageOrigin())
  return own === undefined ? [...learned] : [own, ...learned]
}

/** The server reads a code further only when its host is accepted: these say that it was. */
const readFurther = (failure: ApiFailure): boolean => failure.code === 'CODE_UNKNOWN' || failure.code === 'CODE_FORGED'

/** Asks whether the link's host is one of the platform's; from then on its codes are read without asking. */
export const acceptHost = async (link: string): Promise<boolean> => {
  const host = hostIn(link)
  if (host === undefined || codeHosts().includes(host)) return false
  try {
    await call(endpoints.trace, { query: { c: link } })
  } catch (cause) {
    if (!(cause instanceof ApiFailure) || !readFurther(cause)) return false
  }
  learned.add(host)
  return true
}

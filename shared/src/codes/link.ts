// A strict splitter of links: finds the path of a code on an accepted host without the URL class, which WeChat lacks.

import { fault } from '../errors.ts'

const longest = 512

/** What browsers read differently from people (`\`, spaces, control and non-ASCII characters) is refused as a whole. */
const plain = /^[\x21-\x5b\x5d-\x7e]+$/

const hostFault = (authority: string): string => {
  if (authority === '') return 'host-required'
  if (authority.includes('@')) return 'no-user-info'
  if (!/^[0-9A-Za-z.:[\]-]+$/.test(authority)) return 'plain-ascii-host'
  return 'accepted-host'
}

const checkHost = (authority: string, hosts: readonly string[]): void => {
  const host = authority.toLowerCase()
  const rule = hostFault(authority)
  if (rule !== 'accepted-host' || !hosts.some((accepted) => accepted.toLowerCase() === host)) {
    throw fault('CODE_FOREIGN_HOST', 'host', rule, authority.slice(0, 80))
  }
}

/** The text before the first of the given characters. */
const before = (text: string, stops: RegExp): string => {
  const at = text.search(stops)
  return at < 0 ? text : text.slice(0, at)
}

/**
 * The path of a link, still percent-encoded, without query and fragment. Bare paths pass as they are.
 * Throws CODE_FOREIGN_HOST for any host that is not literally one of `hosts`, CODE_MALFORMED for what is no link at all.
 */
export const pathOfLink = (text: string, hosts: readonly string[]): string => {
  if (text.length > longest) throw fault('CODE_MALFORMED', 'code', `at-most-${String(longest)}-characters`)
  const scheme = /^https?:\/\//i.exec(text)
  const rest = scheme === null ? text : text.slice(scheme[0].length)
  const authority = scheme === null ? '' : before(rest, /[/?#]/)
  if (scheme !== null) checkHost(authority, hosts)
  const path = before(rest.slice(authority.length), /[?#]/)
  if (!path.startsWith('/') || path.startsWith('//'))
    throw fault('CODE_MALFORMED', 'code', 'https-link-or-path', text.slice(0, 80))
  if (!plain.test(path)) throw fault('CODE_MALFORMED', 'path', 'plain-ascii', path.slice(0, 80))
  return path
}

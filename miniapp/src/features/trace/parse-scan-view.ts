// What the platform counted of a code, as it comes over the wire: read by hand, and what is unknown here is passed over.
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { AppError } from '@ectrace/shared/errors'
import { below, list, membersOf, oneOf, text, whole } from '@ectrace/shared/proof/shape'
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'

const mostMembers = 40
const mostFindings = 50

const words = (value: unknown, at: string): string => text(value, at, /^[^]{0,100}$/, 'text of at most 100 characters')
const count = (value: unknown, at: string): number => whole(value, at, 0)
const flag = (value: unknown, at: string): boolean =>
  oneOf(value === true ? 1 : value === false ? 0 : value, at, [0, 1]) === 1

/** Members by name, each read by its reader. */
const open = (value: unknown, at: string) => {
  const members = membersOf(value, at, mostMembers)
  return {
    get: <T>(name: string, read: (value: unknown, at: string) => T): T => read(members.get(name), below(at, name)),
    maybe: <N extends string, T>(name: N, read: (value: unknown, at: string) => T): { [P in N]?: T } =>
      // A computed name widens to string: the type is what the ternary builds.
      (members.get(name) === undefined ? {} : { [name]: read(members.get(name), below(at, name)) }) as { [P in N]?: T },
  }
}

type Members = ReturnType<typeof open>
type Code = ScanFinding['code']

const findings: { [C in Code]: (members: Members) => Extract<ScanFinding, { code: C }> } = {
  you_scanned_before: ({ get }) => ({
    code: 'you_scanned_before',
    level: 'note',
    times: get('times', count),
    lastAt: get('lastAt', words),
  }),
  others_scanned: ({ get }) => ({
    code: 'others_scanned',
    level: 'note',
    people: get('people', count),
    unknown: get('unknown', count),
    firstAt: get('firstAt', words),
  }),
  many_people: ({ get }) => ({
    code: 'many_people',
    level: 'caution',
    people: get('people', count),
    days: get('days', count),
  }),
  many_cities: ({ get }) => ({
    code: 'many_cities',
    level: 'caution',
    cities: get('cities', (value, at) => list(value, at, 0, 100).map((city, n) => words(city, below(at, n)))),
    minutes: get('minutes', count),
  }),
  impossible_travel: ({ get }) => ({
    code: 'impossible_travel',
    level: 'caution',
    from: get('from', words),
    to: get('to', words),
    kilometres: get('kilometres', count),
    minutes: get('minutes', count),
  }),
  burst: ({ get }) => ({ code: 'burst', level: 'caution', scans: get('scans', count), minutes: get('minutes', count) }),
}

const isFinding = (code: string): code is Code => Object.prototype.hasOwnProperty.call(findings, code)

/** None for a finding that a later server makes and this page has no words for. */
const finding = (value: unknown, at: string): ScanFinding[] => {
  const members = open(value, at)
  const code = members.get('code', words)
  return isFinding(code) ? [findings[code](members)] : []
}

const first = (value: unknown, at: string): NonNullable<ScanView['first']> => {
  const { get, maybe } = open(value, at)
  return { at: get('at', words), ...maybe('city', words), byYou: get('byYou', flag) }
}

const yours = (value: unknown, at: string): ScanView['yours'] => {
  const { get, maybe } = open(value, at)
  return { times: get('times', count), ...maybe('lastAt', words) }
}

const used = (value: unknown, at: string): NonNullable<ScanView['hiddenUsed']> => {
  const { get } = open(value, at)
  return { at: get('at', words), byYou: get('byYou', flag) }
}

/** Throws PROOF_MALFORMED naming the member and the rule. */
export const parseScanView = (value: unknown): ScanView => {
  try {
    const { get, maybe } = open(value, '')
    return {
      counted: get('counted', flag),
      scans: get('scans', count),
      people: get('people', count),
      unknown: get('unknown', count),
      ...maybe('first', first),
      yours: get('yours', yours),
      ...maybe('city', words),
      placeRules: get('placeRules', (member, at) => oneOf(member, at, ['on', 'off'])),
      findings: get('findings', (member, at) =>
        list(member, at, 0, mostFindings).flatMap((item, n) => finding(item, below(at, n))),
      ),
      hidden: get('hidden', (member, at) => oneOf(member, at, ['none', 'available', 'used', 'locked'])),
      ...maybe('hiddenUsed', used),
    }
  } catch (error) {
    if (error instanceof AppError) throw new AppError('PROOF_MALFORMED', { cause: error, details: error.details })
    throw error
  }
}

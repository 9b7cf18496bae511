// What the API answers about scans: what the platform counted of one item, and what its brand is told. Plain types.
import type { ErrorCode } from '../errors.ts'
import type { ScanFinding } from '../scanning/judge-scans.ts'

/**
 * What the platform counted of one code, not the chain. `counted`: this scan is one of them (not those of signed-in staff, nor of a code
 * that is no item). `people`: different ones that are known; `unknown`: scans by nobody knows whom. `placeRules`: off without a city
 * database. `findings` are in words on the page, the gravest first.
 */
export type ScanView = {
  counted: boolean
  scans: number
  people: number
  unknown: number
  first?: { at: string; city?: string; byYou: boolean }
  /** Earlier scans by the same person. */
  yours: { times: number; lastAt?: string }
  city?: string
  placeRules: 'on' | 'off'
  findings: ScanFinding[]
  /** `available`: the item has a hidden code that nobody checked yet. */
  hidden: 'none' | 'available' | 'used' | 'locked'
  hiddenUsed?: { at: string; byYou: boolean }
}
/** One scan as the brand sees it: `person` tells scans of one code apart and nothing else. */
export type ScanLogView = {
  n: number
  path: string
  batch: string
  at: string
  city?: string
  person?: string
  by: 'h5' | 'weapp'
  first: boolean
}
export type ScanAlertView = {
  id: number
  path: string
  batch: string
  lot: string
  productName: string
  at: string
  finding: ScanFinding
  outcome?: 'copied' | 'harmless' | 'unclear'
}
export type ScanAnchorView = { day: string; scans: number; head: string; transaction: string; at: string }
export type ReportKind = 'suspected_copy' | 'quality' | 'wrong_information' | 'already_used' | 'other'
/** What whoever holds the receipt number may see. */
export type ReportStatus = {
  receipt: string
  kind: ReportKind
  at: string
  state: 'open' | 'answered' | 'closed'
  answer?: string
  answeredAt?: string
}
/**
 * As the brand and regulators see it. `pathFault`: what was scanned names nothing of ours, and why; then `path` is what was scanned,
 * batch and organisation those that it pretends to be of, or ''. `contact` only for those who answer, and for regulators.
 */
export type ReportView = ReportStatus & {
  path: string
  pathFault?: ErrorCode
  batch: string
  organisation: string
  productName: string
  lot: string
  text: string
  contact?: string
  place?: string
  city?: string
}

// The sentence over a consumer's page: every kind of finding, and which of several is said first.

/** In order of precedence (look.md): a lower one stays as a second line. */
export const verdicts = [
  'unknown',
  'recalled',
  'tampered',
  'frozen',
  /** The label was declared unused or destroyed: it is on no goods. */
  'voided',
  'expired',
  'not_activated',
  'hidden_used',
  'clone_risk',
  'unverified_organisation',
  'not_proven',
  'verified',
] as const
export type VerdictKind = (typeof verdicts)[number]

/** What was found, first the one to say; `verified` only where nothing else was found. */
export const inPrecedence = (found: Iterable<VerdictKind>): VerdictKind[] => {
  const all = new Set(found)
  const others = verdicts.filter((kind) => kind !== 'verified' && all.has(kind))
  return others.length > 0 || !all.has('verified') ? others : ['verified']
}

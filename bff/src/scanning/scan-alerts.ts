// What a brand is told of its codes: a caution once for each code, until it says that it is harmless.
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'
import type { Compilable } from 'kysely'
import { noticeQuery } from '../commands/notify.ts'
import type { Deps } from '../deps.ts'
import type { Statement } from '../store/vault-writer-protocol.ts'

type Part = Pick<Deps, 'vault' | 'channel' | 'config'>
export type AlertSubject = { path: string; batch: string; organisation: string; product: string; lot: string }

type Known = { finding: string; outcome: string | null }

const knownAlerts = ({ vault, channel }: Part, path: string): Promise<readonly Known[]> =>
  vault.all(
    'alerts of a code',
    () =>
      vault.selectFrom('scan_alert').select(['finding', 'outcome']).where('channel', '=', '').where('path', '=', ''),
    [channel, path],
  )

/** `shown`: without what the brand knows to be harmless of this code. `fresh`: cautions that it was not told of yet. */
export const sorted = async (
  part: Part,
  path: string,
  findings: readonly ScanFinding[],
): Promise<{ shown: ScanFinding[]; fresh: ScanFinding[] }> => {
  const cautions = findings.filter(({ level }) => level === 'caution')
  if (cautions.length === 0) return { shown: [...findings], fresh: [] }
  const known = await knownAlerts(part, path)
  const harmless = new Set(known.flatMap(({ finding, outcome }) => (outcome === 'harmless' ? [finding] : [])))
  const told = new Set(known.map(({ finding }) => finding))
  return {
    shown: findings.filter(({ code }) => !harmless.has(code)),
    fresh: cautions.filter(({ code }) => !told.has(code)),
  }
}

/** The values of a finding, for the sentence of its notice. */
const valuesOf = (finding: ScanFinding): Record<string, string> =>
  Object.fromEntries(
    Object.entries(finding)
      .filter(([name]) => name !== 'code' && name !== 'level')
      .map(([name, value]) => [name, Array.isArray(value) ? value.join('、') : String(value)]),
  )

/** To be written together with the scan that brought it about; who else was as quick has told the same. */
export const alertQueries = (
  part: Part,
  subject: AlertSubject,
  finding: ScanFinding,
  at: number,
): (Compilable | Statement)[] => {
  const { path, batch, organisation, product, lot } = subject
  const { vault, channel } = part
  return [
    vault
      .insertInto('scan_alert')
      .values({
        ...{ channel, path, batch, organisation, finding: finding.code, details: JSON.stringify(finding), at },
        ...{ outcome: null, note: null, closed_by: null, closed_at: null },
      })
      .onConflict((conflict) => conflict.columns(['channel', 'path', 'finding']).doNothing()),
    noticeQuery(part, {
      ...{ organisation, roles: ['trader', 'administrator'], kind: 'scan_alert', level: 'caution', at },
      ref: `scan_alert/${path}/${finding.code}`,
      subject: path,
      values: { finding: finding.code, product, lot, ...valuesOf(finding) },
    }),
  ]
}

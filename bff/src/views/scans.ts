// The log of scans and what was unusual in it, as the brand reads its own and a regulator everybody's.
import type { ScanAlertView, ScanLogView } from '@ectrace/shared/api/scan-views'
import type { AsOf, Page } from '@ectrace/shared/api/views'
import { parseCode } from '@ectrace/shared/codes/trace-code'
import { instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'
import { regulates } from '../commands/regulates.ts'
import { mustRead } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import type { ScanAlertTable, ScanTable } from '../store/vault.ts'

type Window = { after?: string | undefined; limit: number; asOf: AsOf }
type ScanQuery = Window & { batch?: string | undefined; c?: string | undefined; since?: string | undefined }
type AlertQuery = Window & { batch?: string | undefined; open?: 'true' | 'false' | undefined }

/** Rows are numbered; the cursor is the number of the last one shown. */
const cursorOf = (after: string | undefined): number => {
  if (after === undefined) return Number.MAX_SAFE_INTEGER
  if (!/^\d{1,15}$/.test(after)) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  return Number(after)
}

/** Undefined for a verified regulator, who sees everybody's; that he looked is written down. */
const whoseScans = async (
  deps: Deps,
  { user, organisation }: Principal,
  asked: { action: string; target: string | undefined },
): Promise<string | undefined> => {
  if (!(await regulates(deps, organisation))) return organisation
  const { action, target = null } = asked
  await deps.vault
    .insertInto('audit')
    .values({ at: deps.clock(), user, organisation, action, target, code: null, details: null })
    .execute()
  return undefined
}

type Scan = Omit<ScanTable, 'n'> & { n: number; first_position: number | null }

const scanView = ({ n, path, batch, at, city, person, by, position, first_position }: Scan): ScanLogView => ({
  ...{ n, path, batch, at: instantFromMs(at, 0), by, first: position === first_position },
  ...(city === null ? {} : { city }),
  ...(person === null ? {} : { person }),
})

/** The newest first. A regulator's look is kept in the audit. */
export const scanPage = async (deps: Deps, principal: Principal, query: ScanQuery): Promise<Page<ScanLogView>> => {
  const { vault, channel, config } = deps
  const { batch, c, since, limit, asOf } = query
  const path = c === undefined ? undefined : parseCode(c, { hosts: config.codeHosts }).path
  const cursor = cursorOf(query.after)
  const owner = await whoseScans(deps, principal, { action: 'scans.read', target: path ?? batch })
  const found = vault
    .selectFrom('scan')
    .where('scan.channel', '=', channel)
    .$if(owner !== undefined, (some) => some.where('scan.organisation', '=', owner ?? ''))
    .$if(batch !== undefined, (some) => some.where('scan.batch', '=', batch ?? ''))
    .$if(path !== undefined, (some) => some.where('scan.path', '=', path ?? ''))
    .$if(since !== undefined, (some) => some.where('scan.at', '>=', toUtcMs(since ?? '')))
  const [rows, total] = await Promise.all([
    found
      .leftJoin('first_scan', (join) =>
        join.onRef('first_scan.channel', '=', 'scan.channel').onRef('first_scan.path', '=', 'scan.path'),
      )
      .selectAll('scan')
      .select('first_scan.position as first_position')
      .where('scan.n', '<', cursor)
      .orderBy('scan.n', 'desc')
      .limit(limit + 1)
      .execute(),
    found.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirst(),
  ])
  return pageOf(rows, { limit, asOf, total: total?.n ?? 0, numberOf: ({ n }) => n, view: scanView })
}

type Numbered<R, V> = {
  limit: number
  asOf: AsOf
  total: number
  numberOf: (row: R) => number
  view: (row: R) => V | Promise<V>
}

const pageOf = async <R, V>(
  rows: readonly R[],
  { limit, asOf, total, numberOf, view }: Numbered<R, V>,
): Promise<Page<V>> => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await Promise.all(shown.map(view)),
    total,
    asOf,
    ...(rows.length > limit && last !== undefined ? { next: String(numberOf(last)) } : {}),
  }
}

type Alert = Omit<ScanAlertTable, 'id'> & { id: number }

const alertView = async (deps: Deps, row: Alert): Promise<ScanAlertView> => {
  const { id, path, batch, at, details, outcome } = row
  const { lot, product } = await mustRead(deps, keys.batch(batch), 'batch')
  const { name } = await mustRead(deps, keys.product(product), 'product')
  return {
    ...{ id, path, batch, lot, productName: name, at: instantFromMs(at, 0) },
    // Written by the same program as a finding.
    finding: JSON.parse(details) as ScanFinding,
    ...(outcome === null ? {} : { outcome }),
  }
}

/** The newest first. A regulator's look is kept in the audit. */
export const alertPage = async (deps: Deps, principal: Principal, query: AlertQuery): Promise<Page<ScanAlertView>> => {
  const { batch, open, limit, asOf } = query
  const cursor = cursorOf(query.after)
  const owner = await whoseScans(deps, principal, { action: 'scan-alerts.read', target: batch })
  const found = deps.vault
    .selectFrom('scan_alert')
    .where('channel', '=', deps.channel)
    .$if(owner !== undefined, (some) => some.where('organisation', '=', owner ?? ''))
    .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))
    .$if(open !== undefined, (some) => some.where('outcome', open === 'true' ? 'is' : 'is not', null))
  const [rows, total] = await Promise.all([
    found
      .selectAll()
      .where('id', '<', cursor)
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    found.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirst(),
  ])
  return pageOf(rows, {
    limit,
    asOf,
    total: total?.n ?? 0,
    numberOf: ({ id }) => id,
    view: (row) => alertView(deps, row),
  })
}

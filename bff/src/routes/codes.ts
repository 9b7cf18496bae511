// Minted codes as their maker and the operator see them: the states of a set, one code, and what is done to a range.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeDetail } from '@ectrace/shared/api/code-views'
import { runOf } from '@ectrace/shared/codes/code-runs'
import { setRunsOf } from '@ectrace/shared/codes/set-runs'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { freezeReason, voidReason } from '@ectrace/shared/schema/fields'
import { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Plan } from '../commands/act.ts'
import { actFor } from '../commands/act-for.ts'
import { mustRead, readState, readingOf } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { resolveCode } from '../trace/resolve-code.ts'

/** WRONG_ORGANISATION at `field` unless the caller's organisation made the batch, or runs the platform. */
const requireMakerOrOperator = async (
  deps: Deps,
  batch: State['batch'],
  { organisation }: Principal,
  field: string,
): Promise<void> => {
  if (batch.organisation === organisation) return
  const operator = await readState(deps, keys.operator())
  if (operator?.organisation !== organisation) throw fault('WRONG_ORGANISATION', field, 'own')
}

const actOf = (
  batch: string,
  { act, reason, note, ...range }: z.output<typeof requests.changeCodes>,
): Plan<{ codes: number }>['acts'][number] => {
  const fields = { batch, ...range }
  if (act === 'activate') return { name: 'activateCodes', fields }
  if (act === 'release') return { name: 'releaseCodes', fields: { ...fields, note } }
  // The request's own schema has asked for a reason of the act.
  return act === 'freeze'
    ? { name: 'freezeCodes', fields: { ...fields, reason: freezeReason.parse(reason), note } }
    : { name: 'voidCodes', fields: { ...fields, reason: voidReason.parse(reason), note } }
}

/** What the platform counted of a code; `alerts` are those that nobody has closed. */
const countsOf = async (
  { vault, channel }: Deps,
  path: string,
): Promise<Pick<CodeDetail, 'scans' | 'people' | 'alerts'>> => {
  const scans = await vault
    .selectFrom('scan')
    .select((eb) => [eb.fn.countAll().as('scans'), eb.fn.count('person').distinct().as('people')])
    .where('channel', '=', channel)
    .where('path', '=', path)
    .executeTakeFirst()
  const alerts = await vault
    .selectFrom('scan_alert')
    .select((eb) => eb.fn.countAll().as('alerts'))
    .where('channel', '=', channel)
    .where('path', '=', path)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return { scans: Number(scans?.scans), people: Number(scans?.people), alerts: Number(alerts?.alerts) }
}

export const registerCodeRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.changeCodes, requests.changeCodes, (call) =>
    actFor(deps, call, () => ({
      acts: [actOf(call.params.id, call.body)],
      reply: { codes: call.body.to - call.body.from + 1 },
    })),
  )

  route(api, endpoints.codeSets, null, async ({ params, principal }) => {
    const batch = await mustRead(deps, keys.batch(params.id), 'batch')
    await requireMakerOrOperator(deps, batch, principal, 'batch')
    const sets = []
    for (const { set, count } of (await readState(deps, keys.codes(params.id)))?.sets ?? [])
      sets.push({ set, count, runs: (await setRunsOf(readingOf(deps), params.id, set))?.runs ?? [] })
    return { sets }
  })

  route(api, endpoints.code, requests.codeQuery, async ({ query, principal }) => {
    const { at, batch, code, item } = await resolveCode(deps, query.c)
    if (item === undefined) throw new AppError('CODE_UNKNOWN', { details: { code: code.path } })
    await requireMakerOrOperator(at, batch, principal, 'c')
    const run = runOf((await setRunsOf(readingOf(at), batch.id, item.set))?.runs ?? [], item.index)
    if (run === undefined) throw new AppError('CODE_UNKNOWN', { details: { code: code.path } })
    return {
      path: code.path,
      batch: batch.id,
      ...item,
      state: run.state,
      frozen: run.frozen === true,
      acted: (await readState(at, keys.unit(code.path))) !== undefined,
      ...(await countsOf(at, code.path)),
    }
  })
}

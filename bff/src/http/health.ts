// Whether the process is alive, whether each part can do its work, and the figures for Prometheus.
import type Router from '@koa/router'
import type { Deps } from '../deps.ts'
import type { ScrubState } from '@ectrace/shared/ledger/ledger'
import { askBlobs } from '../store/blobs.ts'
import type { BlobsEngine, SqlEngine } from '../store/store-place.ts'
import type { HttpState } from './context.ts'

type Part = {
  ok: boolean
  engine?: SqlEngine | BlobsEngine
  height?: number
  behind?: number
  /** Whether this process writes it; of several one does. */
  leads?: boolean
  scrub?: Omit<ScrubState, 'fault'> & { code?: string }
}
/** The read model may be a few blocks behind under load; further, and pages would show an old world. */
const mostBehind = 1_000
const deadlineMs = 2_000
/** Without pictures goods are still traded and traced: a door that can do all else is not taken away for that. */
const canWait: readonly string[] = ['blobs']

const inTime = async (work: Promise<Part>): Promise<Part> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Part>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false }), deadlineMs)
  })
  try {
    return await Promise.race([work.catch((): Part => ({ ok: false })), late])
  } finally {
    clearTimeout(timer)
  }
}

const ledgerPart = async ({ ledger }: Pick<Deps, 'ledger'>): Promise<Part> => {
  const { height } = await ledger.log()
  // The head is remembered on this side: this one the chain itself must answer.
  await ledger.blocks(height + 1, 0)
  const scrub = ledger.scrub?.()
  if (scrub === undefined) return { ok: true, height }
  const { state, transactions, total, at, fault } = scrub
  // Where the damage is concerns the operator, who finds it in the log of the process.
  return {
    ok: state !== 'damaged',
    height,
    scrub: { state, transactions, total, at, ...(fault && { code: fault.code }) },
  }
}

const readModelPart = async ({ ledger, projection, readModel }: Deps): Promise<Part> => {
  const height = projection.height()
  // How far it is, is remembered on this side: the rows themselves must be there.
  await readModel.selectFrom('cursor').select('height').execute()
  const behind = Math.max(0, (await ledger.log()).height - height)
  return { ok: behind <= mostBehind, engine: readModel.engine, height, behind, leads: projection.leads() }
}

const vaultPart = async ({ vault }: Deps): Promise<Part> => {
  await vault.selectFrom('setting').select('name').limit(1).execute()
  return { ok: true, engine: vault.engine }
}

const signerPart = async ({ signer, vault }: Deps): Promise<Part> => {
  const secret = await vault.selectFrom('secret').selectAll().limit(1).executeTakeFirst()
  if (secret === undefined) return { ok: false }
  await signer.mac(secret.wrapped, new Uint8Array(1), secret.name)
  return { ok: true }
}

const blobsPart = async ({ blobs }: Deps): Promise<Part> => {
  await askBlobs(blobs)
  return { ok: true, engine: blobs.engine }
}

/** `ledger` of the default channel, `ledger.cold` of another one. */
const partName = (part: string, { channel, channels }: Deps): string =>
  channel === channels[0]?.channel ? part : `${part}.${channel}`

const partsOf = async (deps: Deps): Promise<Record<string, Part>> => {
  const work: Record<string, Promise<Part>> = {
    vault: vaultPart(deps),
    signer: signerPart(deps),
    blobs: blobsPart(deps),
  }
  for (const one of deps.channels) {
    work[partName('ledger', one)] = ledgerPart(one)
    work[partName('readModel', one)] = readModelPart(one)
  }
  const settled = Object.entries(work).map(async ([name, part]): Promise<[string, Part]> => [name, await inTime(part)])
  return Object.fromEntries(await Promise.all(settled))
}

export const registerHealthRoutes = (router: Router<HttpState>, deps: Deps): void => {
  router.get('/healthz', (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { alive: true }
  })
  router.get('/readyz', async (ctx) => {
    const parts = await partsOf(deps)
    const ready = Object.entries(parts).every(([name, { ok }]) => ok || canWait.includes(name))
    ctx.set('Cache-Control', 'no-store')
    ctx.status = ready ? 200 : 503
    ctx.body = { ready, parts }
  })
  router.get('/metrics', async (ctx) => {
    for (const { channel, ledger, projection } of deps.channels) {
      deps.metrics.ledgerHeight(channel, (await ledger.log()).height)
      deps.metrics.projectionHeight(channel, projection.height())
    }
    ctx.set('Cache-Control', 'no-store')
    ctx.set('Content-Type', deps.metrics.contentType)
    ctx.body = await deps.metrics.text()
  })
}

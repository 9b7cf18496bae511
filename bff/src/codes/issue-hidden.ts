// Hidden codes made for a range of a set: each chunk's digests are durable before its plain codes leave, which are kept nowhere.
import { base32OfRandom } from '@ectrace/shared/codes/hidden-code'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { hiddenDigests, tileSize } from './hidden-digests.ts'
import { keepTiles, makeGood, openRange } from './hidden-ranges.ts'
import type { RangeAsked } from './hidden-ranges.ts'

/** `hidden` is plain and not grouped. */
export type HiddenRow = { set: number; index: number; hidden: string }

/** Tiles that are kept in one commit: some four thousand codes. */
const together = 16

/** The batch, for its maker. Throws NOT_FOUND, WRONG_ORGANISATION. */
export const requireMaker = async (deps: Deps, batch: string, organisation: string): Promise<void> => {
  const state = await mustRead(deps, keys.batch(batch), 'batch')
  if (state.organisation !== organisation) throw fault('WRONG_ORGANISATION', 'batch', 'own')
}

const requireMinted = async (deps: Deps, { batch, set, from, to }: RangeAsked): Promise<void> => {
  if (to < from) throw fault('VALIDATION_FAILED', 'to', 'not-before-from', String(to))
  const found = (await readState(deps, keys.codes(batch)))?.sets.find((one) => one.set === set)
  if (found === undefined) throw fault('NOT_FOUND', 'set', 'exists', String(set))
  if (to >= found.count) throw fault('NOT_FOUND', 'to', 'code.minted', String(to))
}

const tileRows = ({ signer }: Deps, { set, to, length }: RangeAsked, start: number): HiddenRow[] => {
  const count = Math.min(tileSize, to - start + 1)
  const random = signer.random(count * length)
  return Array.from({ length: count }, (_none, i) => ({
    ...{ set, index: start + i },
    hidden: base32OfRandom(random.subarray(i * length, (i + 1) * length)),
  }))
}

type Tile = { tile: number; digests: string; rows: HiddenRow[] }

const makeTile = async (deps: Deps, asked: RangeAsked, tile: number): Promise<Tile> => {
  const rows = tileRows(deps, asked, asked.from + tile * tileSize)
  const digests = await hiddenDigests(
    deps,
    rows.map((row) => ({ ...row, batch: asked.batch })),
  )
  return { tile, digests: digests.join(''), rows }
}

/** Makes what the reader asks for, and the range good before the last of it leaves. */
const chunksOf = async function* (deps: Deps, range: number, asked: RangeAsked): AsyncGenerator<HiddenRow[]> {
  const tiles = Math.ceil((asked.to - asked.from + 1) / tileSize)
  for (let first = 0; first < tiles; first += together) {
    const made: Tile[] = []
    for (let tile = first; tile < Math.min(tiles, first + together); tile += 1)
      made.push(await makeTile(deps, asked, tile))
    await keepTiles(
      deps,
      range,
      made.map(({ tile, digests }) => ({ tile, digests })),
    )
    if (first + together >= tiles) await makeGood(deps, range, asked)
    yield made.flatMap(({ rows }) => rows)
  }
}

export type Issuing = { range: number; chunks: AsyncGenerator<HiddenRow[]> }

/** Throws what `openRange` throws, NOT_FOUND for codes that were never minted, VALIDATION_FAILED. Nothing is made before it is read. */
export const issueHidden = async (deps: Deps, asked: RangeAsked): Promise<Issuing> => {
  await requireMaker(deps, asked.batch, asked.organisation)
  await requireMinted(deps, asked)
  const range = await openRange(deps, asked)
  return { range, chunks: chunksOf(deps, range, asked) }
}

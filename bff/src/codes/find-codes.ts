// Which codes of a batch given paths are: a serial is read back, no list of codes is asked.
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { Deps } from '../deps.ts'
import type { ReadSerial } from './code-recipe.ts'
import { knownSets } from './known-sets.ts'
import type { KnownSet } from './known-sets.ts'
import { writtenPaths } from './set-codes.ts'
import { scopeOf } from './set-recipe.ts'

/** A code's place in the minted sets of its batch. */
export type CodePlace = { set: number; index: number }

type Source = KnownSet['recipe']['source']
const isSeeded = (source: Source): source is Extract<Source, { seed: string }> => 'seed' in source

/** Of a set whose serials cannot be read back: all its paths, ten thousand at most, kept while it is asked for. */
const listOf = (deps: Deps, batch: string, { set, count, recipe }: KnownSet): Promise<ReadonlyMap<string, number>> =>
  deps.codes.lists.of(`${deps.channel}/${batch}/${String(set)}`, async () => {
    const paths = await writtenPaths(deps.minter, recipe, { from: 0, count })
    return new Map(paths.map((path, i) => [path, i]))
  })

const placeOf = (sets: readonly KnownSet[], read: ReadSerial | undefined): CodePlace | undefined => {
  const found = sets.find(
    ({ recipe: { source, key } }) => !isSeeded(source) && source.tag === read?.tag && key.id === read.key,
  )
  return found === undefined || read === undefined || read.index >= found.count
    ? undefined
    : { set: found.set, index: read.index }
}

const readBack = async (
  deps: Deps,
  batch: string,
  sets: readonly KnownSet[],
  paths: readonly string[],
): Promise<[string, CodePlace][]> => {
  const [one] = sets
  if (one === undefined || paths.length === 0) return []
  const { batch: code, secret } = one.recipe
  const head = `${formatCode(code)}/21/`
  const named = paths.filter((path) => path.startsWith(head))
  const keys = [...new Map(sets.map(({ recipe: { key } }) => [key.id, key])).values()]
  const serials = named.map((path) => path.slice(head.length))
  const read = await deps.signer.readSerials({ batch: code, scope: scopeOf(deps, batch), secret, keys, serials })
  return named.flatMap((path, i): [string, CodePlace][] => {
    const place = placeOf(sets, read[i])
    return place === undefined ? [] : [[path, place]]
  })
}

/** The places of those of the paths that are codes of the batch's minted sets. */
export const findCodes = async (
  deps: Deps,
  batch: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, CodePlace>> => {
  const sets = await knownSets(deps, batch)
  const readable = sets.filter(({ recipe: { source } }) => !isSeeded(source))
  const places = new Map(await readBack(deps, batch, readable, paths))
  for (const set of sets.filter(({ recipe: { source } }) => isSeeded(source))) {
    const list = await listOf(deps, batch, set)
    for (const path of paths) {
      const index = list.get(path)
      if (index !== undefined) places.set(path, { set: set.set, index })
    }
  }
  return places
}

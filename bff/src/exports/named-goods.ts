// Names of products, batches, places and organisations for the rows of an export, each looked up once for many rows.
import type { State } from '@ectrace/shared/ledger/state'
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'

type Product = State['product']
type Batch = State['batch']

export type Named = {
  product: (id: string) => Promise<Product>
  batch: (id: string) => Promise<{ batch: Batch; product: Product }>
  /** Empty for a place that is not known here. */
  place: (id: string | undefined) => Promise<string>
  organisation: (id: string) => Promise<string>
}

/** None of these is ever changed; so many are kept. */
const mostKept = 5_000

const kept = <T>(find: (id: string) => Promise<T>): ((id: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (id) => {
    const found = known.get(id) ?? find(id)
    if (known.size >= mostKept) known.clear()
    known.set(id, found)
    return found
  }
}

export const namedGoods = (deps: Deps): Named => {
  const product = kept((id) => mustRead(deps, keys.product(id), 'product'))
  const batch = kept(async (id) => {
    const found = await mustRead(deps, keys.batch(id), 'batch')
    return { batch: found, product: await product(found.product) }
  })
  const place = kept(async (id) => (await readState(deps, keys.place(id)))?.name ?? '')
  const organisation = kept(async (id) => (await mustRead(deps, keys.organisation(id), 'organisation')).name)
  return { product, batch, place: (id) => (id === undefined ? Promise.resolve('') : place(id)), organisation }
}

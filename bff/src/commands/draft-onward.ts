// Goods in hand become a trade: the offer and the dispatch filled in, so that scanning is all the typing there is.
import type { OnwardDraft } from '@ectrace/shared/api/trade-views'
import { add, isZero, sum } from '@ectrace/shared/domain/decimal'
import { checkUnitOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { carriedPapers } from './carried-licences.ts'
import { goodsInHand } from './goods-in-hand.ts'
import type { InHand } from './goods-in-hand.ts'

type OfferLine = OnwardDraft['offer']['lines'][number]
type DispatchLine = OnwardDraft['dispatch']['lines'][number]

/** So many units stand on one dispatch line. */
const unitsOfLine = 500

const namedQuantity = ({ units }: InHand): string => sum(units.map(({ quantity }) => quantity))

/** One line a product, in the order in which products were first named. */
const offerLines = (goods: readonly InHand[]): OfferLine[] => {
  const lines = new Map<string, OfferLine>()
  for (const one of goods) {
    const { id, unit } = one.product
    const quantity = add(lines.get(id)?.quantity ?? '0', add(one.loose, namedQuantity(one)))
    lines.set(id, { product: id, quantity, unit: checkUnitOfMeasure(unit) })
  }
  return [...lines.values()]
}

const dispatchLines = (goods: readonly InHand[], offered: readonly OfferLine[]): DispatchLine[] =>
  goods.flatMap(({ batch, product, loose, units }) => {
    const line = { fills: offered.findIndex((one) => one.product === product.id) + 1, batch: batch.id }
    const chunks = Array.from({ length: Math.ceil(units.length / unitsOfLine) }, (_none, i) =>
      units.slice(i * unitsOfLine, (i + 1) * unitsOfLine),
    )
    const named = chunks.map((chunk) => ({
      ...line,
      quantity: sum(chunk.map(({ quantity }) => quantity)),
      units: chunk.map(({ path }) => path),
    }))
    return isZero(loose) ? named : [...named, { ...line, quantity: loose }]
  })

export const draftOnward = async (
  deps: Deps,
  organisation: string,
  asked: z.output<typeof requests.draftOnward>,
): Promise<OnwardDraft> => {
  const { goods, place } = await goodsInHand(deps, organisation, asked)
  const papers = await carriedPapers(deps, goods, organisation)
  const lines = offerLines(goods)
  const held = new Set(papers.credentials.map(({ type }) => type))
  return {
    offer: {
      lines,
      requiredCredentials: papers.asked.filter((type) => held.has(type)).slice(0, 20),
      documents: requests.offerTrade.shape.documents.parse(papers.documents),
    },
    dispatch: { place, lines: dispatchLines(goods, lines) },
    credentials: papers.credentials,
    missingCredentials: papers.asked.filter((type) => !held.has(type)),
  }
}

// Names of what a trade's differences speak of: products and the two parties, by identifier.
import type { TradeView } from '@ectrace/shared/api/views'
import type { Names } from '../../ui/difference-list'

export const namesOf = ({ lines, supplier, buyer }: TradeView): Names =>
  new Map([
    ...lines.map(({ product, productName }): [string, string] => [product, productName]),
    [supplier.id, supplier.name],
    [buyer.id, buyer.name],
  ])

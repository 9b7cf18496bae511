// What the API answers about packs: cartons and pallets.

export type PackSummary = {
  /** `/s/00/{sscc}` */
  path: string
  sscc: string
  level: 'carton' | 'pallet'
  batch: string
  lot: string
  product: string
  productName: string
  /** What is in it now, in the product's unit of measure. */
  quantity: string
  unit: string
  /** How many children it has now. */
  count: number
  /** Where it is: that of the outermost pack it lies in. */
  state: 'on_hand' | 'in_transit' | 'retired'
  /** The trade under which it travels, or came. */
  trade?: string
  /** Claimed by who packed it. */
  packedAt: string
}

export type PackView = PackSummary & {
  holder: { id: string; name: string }
  /** The pack it lies in. */
  parent?: string
  /** Packed with less than the packing ratio says, on purpose. */
  partial?: true
  /** What is in it now, in the order of its packing; `pack` where a child is a pack itself. */
  children: { path: string; pack?: { quantity: string; count: number } }[]
  packing: { place: string; transaction: string; count: number }
  /** What was taken out, the newest last. */
  unpackings: { unpackedAt: string; place: string; transaction: string; children?: string[] }[]
}

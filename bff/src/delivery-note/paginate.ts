// Puts blocks of known height onto pages; the head of a table is set again where its rows go on. Pure.

/** `head`: what stands above it at the top of a page. */
export type Block = { height: number; head?: Block; draw: (y: number) => void }
export type Placed = { block: Block; y: number }

/** Pages of blocks from `top` to `bottom`; a block higher than a page gets one of its own. */
export const paginate = (blocks: readonly Block[], top: number, bottom: number): Placed[][] => {
  let current: Placed[] = []
  const pages = [current]
  let y = top
  const place = (block: Block): void => {
    current.push({ block, y })
    y += block.height
  }
  for (const block of blocks) {
    if (y + block.height > bottom && current.length > 0) {
      current = []
      pages.push(current)
      y = top
      if (block.head !== undefined) place(block.head)
    }
    place(block)
  }
  return pages
}

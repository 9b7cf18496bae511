// From a code that was read to the page it opens for this reader.
import { askOpening } from '../../api/ask-opening'
import type { PageName } from '../../page-names'
import type { Parameters } from '../../platform/navigation'
import type { Reading } from './read-code'

type Target = { page: PageName; parameters: Parameters }

/** A code of another host goes to the page that asks the server whose host that is. `led`: that page need not ask again. */
export const targetOf = async (reading: Exclude<Reading, { kind: 'wrong' }>): Promise<Target> => {
  if (reading.kind === 'ask') return { page: 'trace', parameters: { c: reading.text } }
  const { code } = reading
  const { opening } = await askOpening(code)
  switch (opening.page) {
    case 'receive':
    case 'trade':
      return { page: opening.page, parameters: { no: opening.no } }
    case 'choose':
      return { page: 'trace', parameters: { c: code.path } }
    case 'trace':
      return { page: 'trace', parameters: { c: code.path, led: '1' } }
  }
}

// Words of the batches page.
import type { batches as zh } from '../zh/batches'

export const batches: Record<keyof typeof zh, string> = {
  'batches.title': 'Batches',
  'batches.hint': 'Batches, stock and codes',
}

// Words of the batch page.
import type { batch as zh } from '../zh/batch'

export const batch: Record<keyof typeof zh, string> = {
  'batch.title': 'Batch',
  'batch.hint': 'A batch and its codes',
}

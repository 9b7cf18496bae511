// One key for one form until its outcome is known, so that sending again never records twice.
import { forget, readStored, store } from '../platform/storage'
import { uuid } from '../platform/uuid'

const keys = new Map<string, string>()

/** The key of a form (such as `receive:{trade no}`): the same one until releaseKey, also after a reload. */
export const keyOf = async (form: string): Promise<string> => {
  const kept = keys.get(form) ?? readStored(`idempotency:${form}`)
  if (typeof kept === 'string') return kept
  const made = await uuid()
  keys.set(form, made)
  store(`idempotency:${form}`, made)
  return made
}

/** After an outcome that is certain. */
export const releaseKey = (form: string): void => {
  keys.delete(form)
  forget(`idempotency:${form}`)
}

// Errors tell where in a rule's own words; on the way out their fields get the place at which a reader finds them.
import { AppError } from '@ectrace/shared/errors'

/** The same error with every fault's field renamed; anything that names no field is returned as it is. */
export const relocated = (error: unknown, rename: (field: string) => string): unknown => {
  if (!(error instanceof AppError) || error.details.faults === undefined) return error
  const faults = error.details.faults.map((found) => ({ ...found, field: rename(found.field) }))
  return new AppError(error.code, { cause: error, details: { ...error.details, faults } })
}

/** Runs `act`; faults of what it throws are renamed. */
export const relocating = <T>(rename: (field: string) => string, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    throw relocated(error, rename)
  }
}

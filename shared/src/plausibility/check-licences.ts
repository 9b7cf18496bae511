// Checks of licences: whoever acted held, on that day, each kind of licence that the records know of it.
import { dateOfInstant } from '../domain/time.ts'
import { judged, notChecked } from './check.ts'
import type { Check, Credential, Facts, Step } from './check.ts'

const covers = ({ validFrom, validTo, status }: Credential, day: string): boolean =>
  status === 'valid' && validFrom <= day && (validTo === undefined || day <= validTo)

const spanOf = ({ validFrom, validTo = '', status }: Credential): string =>
  status === 'valid' ? `${validFrom}/${validTo}` : `${validFrom}/${validTo} ${status}`

/** One check for each kind of licence: a renewed one counts, whichever of them covers the day. */
const checkStep = (step: Step, held: readonly Credential[]): Check[] => {
  const day = dateOfInstant(step.time ?? step.recordedAt)
  return [...new Set(held.map(({ type }) => type))].map((type) => {
    const ofType = held.filter((credential) => credential.type === type)
    const found = ofType.find((credential) => covers(credential, day)) ?? ofType.at(-1)
    if (found === undefined) return notChecked('licence_valid', [step.record])
    const values = { expected: spanOf(found), actual: day }
    return judged('licence_valid', [found.record, step.record], { holds: covers(found, day), ...values })
  })
}

/** A single `not_checked` when no credential of anybody who acted is known. */
export const checkLicences = ({ steps, credentials }: Facts): Check[] => {
  const checks = steps.flatMap((step) =>
    checkStep(
      step,
      credentials.filter(({ subject }) => subject === step.organisation),
    ),
  )
  return checks.length > 0 || steps.length === 0 ? checks : [notChecked('licence_valid', [])]
}

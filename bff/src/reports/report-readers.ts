// Who may read which reports, answer them, and see how to reach who reported.
import type { Deps, Principal } from '../deps.ts'
import { regulates } from '../commands/regulates.ts'

/** Organisations are those that a report's code names, '' where it names nobody's goods. */
export type ReportReader = {
  sees: (organisation: string) => boolean
  answers: (organisation: string) => boolean
  contacts: boolean
  /** Of organisations whose reports are seen; absent: all. */
  only?: string[]
}

const answeringRoles = ['trader', 'administrator'] as const

/** A verified regulator sees all, a brand its own, the operator also those that name nobody's goods. */
export const reportReader = async (deps: Deps, { organisation, roles }: Principal): Promise<ReportReader> => {
  // Only the operator's own people can have that role.
  const operates = roles.includes('operator')
  const only = [organisation, ...(operates ? [''] : [])]
  const answersOwn = answeringRoles.some((role) => roles.includes(role))
  const answers = (of: string): boolean => (of === '' ? operates : of === organisation && answersOwn)
  if (await regulates(deps, organisation)) return { sees: () => true, answers, contacts: true }
  return {
    ...{ sees: (of) => only.includes(of), answers, contacts: answersOwn || operates },
    only,
  }
}

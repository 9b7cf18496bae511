// Groups the demo's accounts for reading.
import type { DemoView } from '@ectrace/shared/api/views'

type Account = DemoView['accounts'][number]

/** Organisations in the order of their first account, members as they come. */
export const byOrganisation = (accounts: readonly Account[]): { organisation: string; members: Account[] }[] => {
  const groups = new Map<string, Account[]>()
  for (const account of accounts)
    groups.set(account.organisation, [...(groups.get(account.organisation) ?? []), account])
  return [...groups].map(([organisation, members]) => ({ organisation, members }))
}

// What an organisation has set for itself; it stands in the vault, for all channels.
import type { OrganisationSettings } from '@ectrace/shared/api/counting-views'
import type { Deps, Principal } from '../deps.ts'

/** Three days to answer a note: what trade practice grants when nobody says otherwise. */
const defaults: OrganisationSettings = { blindCount: false, graceHours: 72 }

/** The organisation's settings, or what holds for one that has set nothing. */
export const settingsOf = async (
  { vault }: Pick<Deps, 'vault'>,
  organisation: string,
): Promise<OrganisationSettings> => {
  const row = await vault
    .selectFrom('organisation_setting')
    .select(['blind_count', 'grace_hours'])
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row === undefined ? defaults : { blindCount: row.blind_count === 1, graceHours: row.grace_hours }
}

/** Changes what is named, and leaves who changed it to what in the audit. */
export const changeSettings = async (
  { vault, clock }: Deps,
  { user, organisation }: Principal,
  change: { [K in keyof OrganisationSettings]?: OrganisationSettings[K] | undefined },
): Promise<OrganisationSettings> => {
  const before = await settingsOf({ vault }, organisation)
  const after: OrganisationSettings = {
    blindCount: change.blindCount ?? before.blindCount,
    graceHours: change.graceHours ?? before.graceHours,
  }
  const row = { blind_count: after.blindCount ? 1 : 0, grace_hours: after.graceHours }
  const at = clock()
  await vault.batch([
    vault
      .insertInto('organisation_setting')
      .values({ organisation, ...row })
      .onConflict((conflict) => conflict.column('organisation').doUpdateSet(row)),
    vault.insertInto('audit').values({
      ...{ at, user, organisation, action: 'organisation.settings', target: organisation, code: null },
      details: JSON.stringify({ before, after }),
    }),
  ])
  return after
}

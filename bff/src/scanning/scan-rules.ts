// What an organisation holds to be unusual, from the vault; it holds on all channels.
import { scanRuleSchema } from '@ectrace/shared/scanning/scan-rules'
import type { ScanRules } from '@ectrace/shared/scanning/scan-rules'
import type { Deps, Principal } from '../deps.ts'

const defaults = scanRuleSchema.parse({})

/** A rule that a later version added is not in what was stored before: it has its default. */
export const scanRulesOf = async ({ vault }: Pick<Deps, 'vault'>, organisation: string): Promise<ScanRules> => {
  const row = await vault.first(
    'scan rules',
    () => vault.selectFrom('scan_rule').select('rules').where('organisation', '=', ''),
    [organisation],
  )
  return row === undefined ? defaults : scanRuleSchema.parse(JSON.parse(row.rules))
}

/** Sets all of them, and leaves who changed what in the audit. */
export const setScanRules = async (
  { vault, clock }: Deps,
  { user, organisation }: Principal,
  after: ScanRules,
): Promise<ScanRules> => {
  const before = await scanRulesOf({ vault }, organisation)
  const rules = JSON.stringify(after)
  await vault.batch([
    vault
      .insertInto('scan_rule')
      .values({ organisation, rules })
      .onConflict((conflict) => conflict.column('organisation').doUpdateSet({ rules })),
    vault.insertInto('audit').values({
      ...{ at: clock(), user, organisation, action: 'organisation.scan-rules', target: organisation, code: null },
      details: JSON.stringify({ before, after }),
    }),
  ])
  return after
}

// A GTIN names one product over all channels: no ledger sees another, so the claim stands in the vault that they share.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import { readState } from './state.ts'

/** No envelope made under an older claim is taken any more: a ledger refuses those of more than five minutes. */
const lifeMs = 10 * 60_000

const elsewhere = (gtin: string, channel: string): AppError =>
  new AppError('ALREADY_EXISTS', {
    details: { faults: [{ field: 'gtin', rule: 'gtin.one-channel', value: gtin }], channel },
  })

/** Takes or renews the channel's claim; answers who has it. */
const claim = async ({ vault, channel, clock }: Deps, gtin: string): Promise<string> => {
  const claimed_at = clock()
  await vault
    .insertInto('gtin_claim')
    .values({ gtin, channel, claimed_at })
    .onConflict((conflict) =>
      conflict
        .column('gtin')
        .doUpdateSet({ channel, claimed_at })
        .where((eb) =>
          eb.or([eb('gtin_claim.channel', '=', channel), eb('gtin_claim.claimed_at', '<', claimed_at - lifeMs)]),
        ),
    )
    .execute()
  const row = await vault.selectFrom('gtin_claim').select('channel').where('gtin', '=', gtin).executeTakeFirstOrThrow()
  return row.channel
}

/**
 * To be called before a product with this GTIN is put on the channel of `deps`. Throws ALREADY_EXISTS naming `gtin` and the channel
 * when another one has it, or is being asked for it now.
 */
export const claimGtin = async (deps: Deps, gtin: string): Promise<void> => {
  if (deps.channels.length === 1) return
  const holder = await claim(deps, gtin)
  if (holder !== deps.channel) throw elsewhere(gtin, holder)
  for (const at of deps.channels) {
    if (at.channel === deps.channel) continue
    if ((await readState(at, keys.gtin(gtin))) !== undefined) throw elsewhere(gtin, at.channel)
  }
}

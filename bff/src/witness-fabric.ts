// `pnpm witness:fabric --url URL`: the witness of an organisation that runs a peer of its own. Beside what every witness checks, the root
// must be the one that the blocks of the own peer lead to: a platform that altered its own peer's data is found out.
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Pin } from '@ectrace/shared/proof/pin'
import { runWitness } from '@ectrace/sdk/witness-command'
import type { OwnKnowledge } from '@ectrace/sdk/witness-command'
import { Unanswered } from '@ectrace/sdk/witness-round'
import { openFabricChannel } from './ledger/fabric/gateway.ts'
import { openOwnRoots } from './ledger/fabric/own-roots.ts'
import { readProfile } from './ledger/fabric/profile.ts'
import { useNativeSha256 } from './native-sha256.ts'

/** The platform tells of a block as soon as its own peer has it; this organisation's may need a moment. */
const patience = 15_000

const profileFile = (): string => {
  const file = process.env.FABRIC_PROFILE
  if (file !== undefined && file !== '') return path.resolve(file)
  throw fault('SETTINGS_INVALID', 'FABRIC_PROFILE', 'the profile of your organisation on the Fabric network')
}

const openOwn = async (channel = 'trace', dir: string): Promise<OwnKnowledge> => {
  const fabric = openFabricChannel(readProfile(profileFile()), channel)
  const roots = await openOwnRoots(fabric, path.join(dir, 'own-roots.db'), (level, message, fields) => {
    if (level !== 'info') console.error(message, JSON.stringify(fields))
  })
  return {
    agrees: async ({ size, root }: Pin) => {
      const own = await roots.rootAt(size, patience)
      if (own === 'behind') throw new Unanswered('the own peer has not come that far')
      if (own === 'earlier' || (own !== 'none' && own.root === root)) return
      const known = own === 'none' ? null : own.root
      throw new AppError('CHECKPOINT_FORKED', { details: { size, own: known, shown: root } })
    },
    close: async () => {
      await roots.close()
      fabric.close()
    },
  }
}

useNativeSha256()
process.exitCode = await runWitness('witness:fabric', process.argv.slice(2), openOwn)

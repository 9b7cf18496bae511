// Whether an organisation may look at what concerns others: a regulator whom the operator has verified, for anybody may register as one.
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead } from './state.ts'
import type { Reading } from './state.ts'

export const regulates = async (deps: Reading, organisation: string): Promise<boolean> => {
  const { type, level } = await mustRead(deps, keys.organisation(organisation), 'organisation')
  return type === 'regulator' && level === 'verified'
}

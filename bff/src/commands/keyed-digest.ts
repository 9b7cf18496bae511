// Digests under a secret of this installation: tell two things apart without giving away either.
import type { Deps } from '../deps.ts'

/** `request`: what was asked. `serial`: seeds of codes. `visitor`, `openid`, `phone`: people. `hidden`: codes under a scratch layer. */
type SecretName = 'request' | 'serial' | 'visitor' | 'openid' | 'phone' | 'hidden'

/** HMAC-SHA-256 in hex under the named secret, which is made at its first use and never leaves the signer. */
export const keyedDigest = async (deps: Deps, name: SecretName, bytes: Uint8Array): Promise<string> => {
  const wrapped = await wrappedSecret(deps, name)
  return Buffer.from(await deps.signer.mac(wrapped, bytes, name)).toString('hex')
}

/** The same for some hundreds, in the thread that does not sign. */
export const keyedDigests = async (deps: Deps, name: SecretName, messages: Uint8Array[]): Promise<string[]> => {
  const wrapped = await wrappedSecret(deps, name)
  const macs = await deps.minter.macs(wrapped, messages, name)
  return macs.map((mac) => Buffer.from(mac).toString('hex'))
}

/** The named secret as only the signer can open it. */
export const wrappedSecret = async (deps: Deps, name: SecretName): Promise<string> =>
  (await storedSecret(deps, name)) ?? (await makeSecret(deps, name))

const storedSecret = async ({ vault }: Deps, name: string): Promise<string | undefined> =>
  (await vault.first('secret', () => vault.selectFrom('secret').select('wrapped').where('name', '=', ''), [name]))
    ?.wrapped

const makeSecret = async (deps: Deps, name: string): Promise<string> => {
  const wrapped = await deps.signer.createSecret(name)
  await deps.vault
    .insertInto('secret')
    .values({ name, wrapped })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await storedSecret(deps, name)) ?? wrapped
}

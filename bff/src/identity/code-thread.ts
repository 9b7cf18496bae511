// The part of the signer that makes and reads codes: opens the keys that a recipe names and keeps what it opened for the next piece of the set.
import { createHmac } from 'node:crypto'
import { codeKeyName } from '../codes/code-recipe.ts'
import type { CodeRecipe } from '../codes/code-recipe.ts'
import { readSerials } from '../codes/read-serials.ts'
import { enciphered, hashed, openCodeWriter } from '../codes/write-codes.ts'
import type { CodeWriter } from '../codes/write-codes.ts'
import type { SignerCalls } from './signer-protocol.ts'

/** The name under which the secret behind serials is wrapped. */
const serialSecret = 'serial'

/** Sets that are being written at once are few. */
const mostOpen = 16

type Work = {
  [C in 'writeCodes' | 'readSerials']: (args: SignerCalls[C]['args']) => SignerCalls[C]['result']
}

/** `unwrap` opens a wrapped secret by the name it was wrapped under. */
export const codeThread = (unwrap: (name: string, wrapped: string) => Buffer): Work => {
  const open = new Map<string, CodeWriter>()
  const derived = (secret: string, text: string): Buffer =>
    createHmac('sha256', unwrap(serialSecret, secret)).update(text).digest()
  const writerOf = ({ batch, key, secret, source }: CodeRecipe): CodeWriter => {
    const bytes = unwrap(codeKeyName(key.id), key.wrapped)
    const numbers =
      'seed' in source
        ? hashed(derived(secret, source.seed).toString('hex'))
        : enciphered(derived(secret, source.scope), source.tag)
    return openCodeWriter({ id: key.id, bytes }, batch, numbers)
  }
  const kept = (recipe: CodeRecipe): CodeWriter => {
    const name = JSON.stringify(recipe)
    const writer = open.get(name) ?? writerOf(recipe)
    open.delete(name)
    open.set(name, writer)
    const [oldest] = open.keys()
    if (open.size > mostOpen && oldest !== undefined) open.delete(oldest)
    return writer
  }
  return {
    writeCodes: ({ recipe, span, form }) => kept(recipe)(span, form),
    readSerials: ({ batch, scope, secret, keys, serials }) => {
      const opened = keys.map(({ id, wrapped }) => ({ id, bytes: unwrap(codeKeyName(id), wrapped) }))
      return readSerials(derived(secret, scope), batch, opened, serials)
    },
  }
}

// The keys of the keyed check in serials: all of them in memory, so that noise is refused without a look-up; a new one on request.
import { AppError, fault } from '@ectrace/shared/errors'
import type { Principal } from '../deps.ts'
import type { Signer } from '../identity/signer.ts'
import { isConstraintError } from '../store/sql-errors.ts'
import type { Vault } from '../store/vault.ts'
import { codeKeyName } from './code-recipe.ts'
import type { WrappedCodeKey } from './code-recipe.ts'

/** `createdAt` in milliseconds, 0 where that was not kept. */
export type CodeKey = WrappedCodeKey & { createdAt: number }

export type CodeKeys = {
  /** The oldest first. */
  all: () => readonly CodeKey[]
  /** What new serials carry. */
  newest: () => CodeKey
  /** Reads those again that another process has made meanwhile. */
  refresh: () => Promise<void>
  /** The key of a serial; one that is not known is looked for once a second at most, so that noise asks for nothing. */
  find: (id: number) => Promise<CodeKey | undefined>
  /** Makes another one, which is the newest from then on. Throws STATE_CONFLICT when the four bits of a serial can name no more. */
  rotate: (by: Pick<Principal, 'user' | 'organisation'>) => Promise<CodeKey>
}

type Parts = { vault: Vault; signer: Signer; clock: () => number }

/** A serial names its key with four bits. */
const mostKeys = 16

const makeKey = async ({ signer, clock }: Parts, id: number): Promise<CodeKey> => ({
  id,
  wrapped: await signer.createSecret(codeKeyName(id)),
  createdAt: clock(),
})

const rowOf = ({ id, wrapped, createdAt }: CodeKey) => ({ id, wrapped, created_at: createdAt })

/** Milliseconds. */
const apartMs = 1_000

const keptKeys = async ({ vault }: Pick<Parts, 'vault'>): Promise<CodeKey[]> => {
  const rows = await vault.selectFrom('code_key').selectAll().orderBy('id').execute()
  return rows.map(({ id, wrapped, created_at }): CodeKey => ({ id, wrapped, createdAt: created_at }))
}

/** Makes the first key where there is none. */
export const openCodeKeys = async (parts: Parts): Promise<CodeKeys> => {
  const { vault, clock } = parts
  let known = await keptKeys(parts)
  let lookedAt = Number.NEGATIVE_INFINITY
  if (known.length === 0) {
    const first = await makeKey(parts, 0)
    await vault.insertInto('code_key').values(rowOf(first)).execute()
    known.push(first)
  }
  const newest = (): CodeKey => {
    const last = known.at(-1)
    if (last === undefined) throw new AppError('INTERNAL')
    return last
  }
  const refresh = async (): Promise<void> => {
    lookedAt = performance.now()
    known = await keptKeys(parts)
  }
  const keyOf = (id: number): CodeKey | undefined => known.find((key) => key.id === id)
  return {
    all: () => known,
    newest,
    refresh,
    find: async (id) => {
      if (keyOf(id) === undefined && performance.now() - lookedAt > apartMs) await refresh()
      return keyOf(id)
    },
    rotate: async ({ user, organisation }) => {
      await refresh()
      const id = newest().id + 1
      if (id >= mostKeys) throw fault('STATE_CONFLICT', 'key', 'code-keys.at-most', String(mostKeys))
      const made = await makeKey(parts, id)
      const audit = { at: clock(), user, organisation, action: 'code-key.rotate', target: String(id), code: null }
      try {
        await vault.batch([
          vault.insertInto('code_key').values(rowOf(made)),
          vault.insertInto('audit').values({ ...audit, details: null }),
        ])
      } catch (cause) {
        // Somebody else did the same at the same time: that one key is enough.
        throw isConstraintError(cause) ? new AppError('STATE_CONFLICT', { cause, details: { key: id } }) : cause
      }
      await refresh()
      return made
    },
  }
}

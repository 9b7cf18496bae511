// For tests: the Ledger port over a channel that behaves as Fabric. The same envelope goes again after a conflict; the tree grows by valid transactions.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { channelDouble } from '@ectrace/contracts/test/chaincode-double'
import type { FabricBlock, FabricTransaction } from '@ectrace/contracts/test/chaincode-double'
import { invoke } from '@ectrace/contracts/fabric/invoke'
import type { TransactionEvent } from '@ectrace/contracts/fabric/invoke'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Block, BlockListener, Committed, Ledger, StateEntry, Submission } from '@ectrace/shared/ledger/ledger'
import { hexEncode, utf8Decode } from '@ectrace/shared/proof/bytes'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { leafBytes } from '@ectrace/shared/proof/envelope'
import type { Envelope, Leaf, Openings } from '@ectrace/shared/proof/envelope'
import { leafHash, sha256Hex } from '@ectrace/shared/proof/hash'
import { signManifest } from '@ectrace/shared/proof/manifest'
import type { Manifest } from '@ectrace/shared/proof/manifest'
import { consistencyProof, inclusionProof, merkleRoot, subtreeRootOf } from '@ectrace/shared/proof/merkle'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { effectsDigest } from '../src/ledger/embedded/block.ts'
import { signCheckpoint, signer } from '../src/ledger/embedded/checkpoint-note.ts'
import { promised } from '../src/ledger/embedded/promised.ts'
import { chaincodeError } from '../src/ledger/fabric/chaincode-error.ts'

/** Attempts at one transaction before the caller is asked to come back: each lost one means that another was committed. */
const mostAttempts = 100

type Place = { height: number; time: string; index: number; leafIndex: number }

const jsonOf = (bytes: Uint8Array): Json => JSON.parse(utf8Decode(bytes)) as Json

/** What a valid transaction of a Fabric block is to the port: writes in the order that the event names. */
const committedOf = (
  { args, writes, event }: FabricTransaction,
  { height, time, index, leafIndex }: Place,
): Committed => {
  const [envelope = '', signature = '', openings = ''] = args
  const { transaction, keys, events } = jsonOf(event?.payload ?? new Uint8Array(0)) as unknown as TransactionEvent
  const values = new Map(writes)
  const ordered = keys.map((key) => ({ key, value: jsonOf(values.get(key) ?? new Uint8Array(0)) }))
  const digests = { writesDigest: effectsDigest(ordered), eventsDigest: effectsDigest(events) }
  const leaf: Leaf = { v: 1, envelope: JSON.parse(envelope) as Envelope, signature, height, index, ...digests }
  return {
    transaction,
    leafIndex,
    block: { height, time },
    leaf,
    openings: JSON.parse(openings) as Openings,
    writes: ordered,
    events,
  }
}

const entriesOf = ({ writes, transaction, leafIndex, leaf }: Committed): StateEntry[] =>
  writes.map(({ key, value }) => ({
    ...{ key, value, digest: sha256Hex(canonicalBytes(value)), height: leaf.height, index: leaf.index },
    ...{ transaction, leafIndex },
  }))

/** Everything that the blocks of the own peer say, in (block, index) order. */
const openChain = (origin: string, created: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32))
  const key = makeVerifierKey(origin, raw)
  const [blocks, leaves]: [Block[], Uint8Array[]] = [[], []]
  const transactions = new Map<string, Committed>()
  const versions = new Map<string, StateEntry[]>()

  const add = ({ number: height, hash, time, transactions: all }: FabricBlock): void => {
    const valid = all.filter(({ code }) => code === 'VALID')
    const committed = valid.map((one, index) =>
      committedOf(one, { height, time, index, leafIndex: leaves.length + index }),
    )
    for (const one of committed) {
      leaves.push(leafHash(leafBytes(one.leaf)))
      transactions.set(one.transaction, one)
      for (const entry of entriesOf(one)) versions.set(entry.key, [entry, ...(versions.get(entry.key) ?? [])])
    }
    blocks.push({ height, hash, time, transactions: committed })
  }
  const log = () => {
    const { height = 0, hash = sha256Hex(new Uint8Array(0)), time = created } = blocks.at(-1) ?? {}
    const sealed = { size: leaves.length, root: hexEncode(merkleRoot(leaves)), time, height, hash }
    const checkpoint = signCheckpoint({ key, privateKey }, sealed)
    return { origin, verifierKey: formatVerifierKey(key), checkpoint, size: leaves.length, height, lastTime: time }
  }
  const manifest = (about: Omit<Manifest, 'origin'>): string => {
    if (about.size > leaves.length) throw fault('MANIFEST_INVALID', 'size', 'at most the size of the log')
    return signManifest(about, key, signer({ key, privateKey }))
  }
  return { add, log, manifest, blocks, leaves, transactions, versions }
}

const checkSize = (field: string, value: number, most: number): void => {
  if (!Number.isSafeInteger(value) || value < 0 || value > most)
    throw fault('NOT_FOUND', field, `integer from 0 to ${most}`, String(value))
}

const pageOf = (entries: readonly StateEntry[], before: number, limit: number): StateEntry[] =>
  entries.filter(({ leafIndex }) => leafIndex < before).slice(0, Math.max(0, Math.min(limit, 100)))

/** An empty ledger of `channel` over a channel double of its own; with another log's `origin` it takes what was signed for that one. */
export const openStubLedger = (channel: string, origin = `ectrace/${randomBytes(16).toString('hex')}/1`): Ledger => {
  const chain = openChain(origin, new Date().toISOString())
  const listeners = new Set<BlockListener>()
  const under = new Set<Promise<unknown>>()
  const fabric = channelDouble({
    channel,
    chaincode: (stub, args) => invoke(stub, origin, args),
    clock: Date.now,
    most: 10,
  })
  let closed = false
  fabric.onBlock((block) => {
    chain.add(block)
    const keys = chain.blocks.at(-1)?.transactions.flatMap(({ writes }) => writes.map(({ key }) => key)) ?? []
    for (const listener of listeners) listener(block.number, keys)
  })

  const known = (id: unknown): Committed => {
    const committed = typeof id === 'string' ? chain.transactions.get(id) : undefined
    if (!committed) throw new AppError('INTERNAL', { details: { transaction: id } })
    return committed
  }
  /** One attempt; undefined after a conflict. */
  const attempt = async (args: readonly string[]): Promise<Committed | undefined> => {
    const endorsed = await fabric.endorse(args).catch((error: unknown) => {
      throw chaincodeError(error instanceof Error ? error.message : '')
    })
    return (await fabric.order(endorsed)) === 'VALID' ? known(utf8Decode(endorsed.result)) : undefined
  }
  const submit = async ({ envelope, signature, openings }: Submission): Promise<Committed> => {
    const args = [JSON.stringify(envelope), signature, JSON.stringify(openings)]
    try {
      for (let n = 0; n < mostAttempts; n++) {
        const committed = await attempt(args)
        if (committed) return committed
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'DUPLICATE_TRANSACTION') return known(error.details.transaction)
      throw error
    }
    throw new AppError('LEDGER_BUSY')
  }
  const taken = (submission: Submission): Promise<Committed> => {
    if (closed) return Promise.reject(new AppError('LEDGER_STOPPED', { details: { outcome: 'not written' } }))
    const outcome = submit(submission)
    const settled = outcome.catch(() => undefined).finally(() => under.delete(settled))
    under.add(settled)
    return outcome
  }

  return {
    submit: taken,
    transaction: promised((id: string) => chain.transactions.get(id)),
    read: promised((key: string) => chain.versions.get(key)?.[0]),
    history: promised((key: string, { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number; limit: number }) =>
      pageOf(chain.versions.get(key) ?? [], before, limit),
    ),
    blocks: promised((from: number, limit: number) => chain.blocks.slice(Math.max(from, 1) - 1).slice(0, limit)),
    log: promised(() => ({ ...chain.log(), channel, endorsements: [] })),
    inclusion: promised((leafIndex: number, size: number) => {
      checkSize('size', size, chain.leaves.length)
      checkSize('leafIndex', leafIndex, size - 1)
      return inclusionProof(leafIndex, size, subtreeRootOf(chain.leaves)).map(hexEncode)
    }),
    consistency: promised((first: number, second: number) => {
      checkSize('second', second, chain.leaves.length)
      checkSize('first', first, second)
      return consistencyProof(first, second, subtreeRootOf(chain.leaves)).map(hexEncode)
    }),
    signManifest: promised(chain.manifest),
    onBlock: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      closed = true
      await Promise.all(under)
    },
  }
}

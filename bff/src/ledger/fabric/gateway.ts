// The connection to a Fabric network: one client for each peer of the own organisation, the next one when a peer does not answer.
import { Client, credentials, status } from '@grpc/grpc-js'
import { connect, hash } from '@hyperledger/fabric-gateway'
import type { Gateway, Network } from '@hyperledger/fabric-gateway'
import { common } from '@hyperledger/fabric-protos'
import { AppError } from '@ectrace/shared/errors'
import { attemptOnce, deadlines, within } from './attempt.ts'
import { chaincodeError } from './chaincode-error.ts'
import type { ChannelBlock, FabricChannel } from './channel.ts'
import type { FabricPeer, FabricProfile } from './profile.ts'
import { readBlock } from './read-block.ts'
import { signerOf } from './signer.ts'

/** A block may hold many transactions of a megabyte. */
const largestMessage = 128 * 1024 * 1024

const clientOf = ({ address, tlsHost, tlsCa }: FabricPeer): Client =>
  new Client(address, credentials.createSsl(tlsCa), {
    'grpc.ssl_target_name_override': tlsHost,
    'grpc.max_receive_message_length': largestMessage,
    'grpc.max_send_message_length': largestMessage,
    // A connection that died without a word is found out; peers allow a ping a minute.
    'grpc.keepalive_time_ms': 120_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5_000,
  })

const connected = ({ mspId, certificate, key }: FabricProfile, client: Client): Gateway =>
  connect({
    client,
    identity: { mspId, credentials: certificate },
    signer: signerOf(key),
    // The signer hashes by itself.
    hash: hash.none,
  })

/** The peer said nothing, or nothing of its own. */
const isLost = (error: unknown): boolean => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED || code === status.CANCELLED
}

const notFound = /not found|no such transaction/i

/** The channel `name` for the organisation of `profile`. Nothing is sent before the first question. */
export const openFabricChannel = (profile: FabricProfile, name: string): FabricChannel => {
  const { mspId, chaincode } = profile
  const clients = profile.peers.map(clientOf)
  const networks = clients.map((client) => connected(profile, client).getNetwork(name))
  let current = 0

  const network = (): Network => networks[current] as Network
  const leave = (at: number): void => {
    if (current === at) current = (at + 1) % networks.length
  }
  /** Asks each peer at most once. */
  const asking = async (contract: string, call: string, args: readonly string[]): Promise<Uint8Array> => {
    let cause: unknown
    for (let tries = 0; tries < networks.length; tries++) {
      const at = current
      try {
        const proposal = network()
          .getContract(contract)
          .newProposal(call, {
            ...{ arguments: [...args], endorsingOrganizations: [mspId] },
          })
        return await proposal.evaluate(within(deadlines.ask))
      } catch (error) {
        cause = error
        if (!isLost(error)) throw error
        leave(at)
      }
    }
    throw new AppError('NOT_READY', { cause, details: { part: 'ledger', what: 'no peer answers' } })
  }
  const said = (error: unknown): unknown => (error instanceof AppError ? error : chaincodeError(messageOf(error)))

  return {
    ask: (call, args) =>
      asking(chaincode, call, args).catch((error: unknown) => {
        throw said(error)
      }),
    attempt: async (call, args) => {
      const at = current
      const done = await attemptOnce(network().getContract(chaincode), mspId, { name: call, args })
      if (done.outcome === 'not sent' && isLost(done.cause)) leave(at)
      return done
    },
    blocks: async function* (from, stop): AsyncGenerator<ChannelBlock> {
      const at = current
      try {
        const events = await network().getBlockEvents({ startBlock: BigInt(from) })
        stop.addEventListener('abort', () => events.close(), { once: true })
        if (stop.aborted) events.close()
        for await (const block of events) yield readBlock(block, chaincode)
      } finally {
        if (!stop.aborted) leave(at)
      }
      if (!stop.aborted)
        throw new AppError('NOT_READY', { details: { part: 'ledger', what: 'the stream of blocks ended' } })
    },
    height: async () =>
      common.BlockchainInfo.deserializeBinary(await asking('qscc', 'GetChainInfo', [name])).getHeight(),
    blockOf: async (attempt) => {
      try {
        const block = await asking('qscc', 'GetBlockByTxID', [name, attempt])
        return common.Block.deserializeBinary(block).getHeader()?.getNumber() ?? 0
      } catch (error) {
        if (notFound.test(messageOf(error))) return undefined
        throw error
      }
    },
    close: () => {
      for (const client of clients) client.close()
    },
  }
}

/** A gateway's error says in its details what the peer said. */
const messageOf = (error: unknown): string => {
  const details: unknown = typeof error === 'object' && error !== null && 'details' in error ? error.details : undefined
  const [first] = Array.isArray(details) ? (details as { message?: string }[]) : []
  return first?.message ?? (error instanceof Error ? error.message : String(error))
}

// A block of Fabric as it comes from the peer: the valid calls of our chaincode in it, with what they wrote.
import { common, ledger, peer } from '@hyperledger/fabric-protos'
import type { ChannelBlock, Invocation } from './channel.ts'

const bytesOf = (value: Uint8Array | string): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value, 'base64') : value

/** Validation codes of the transactions, one byte each, stand in this list of the block's metadata. */
const filterIndex = common.BlockMetadataIndex.TRANSACTIONS_FILTER

type Call = Omit<Invocation, 'attempt' | 'time'>

const writesOf = (results: Uint8Array, chaincode: string): Invocation['writes'] =>
  ledger.rwset.TxReadWriteSet.deserializeBinary(results)
    .getNsRwsetList()
    .filter((set) => set.getNamespace() === chaincode)
    .flatMap((set) =>
      ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8())
        .getWritesList()
        .map((write) => [write.getKey(), write.getValue_asU8()] as const),
    )

/** Undefined for a call of another chaincode. */
const callOf = (action: peer.TransactionAction, chaincode: string): Call | undefined => {
  const payload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8())
  const response = payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(0)
  const done = peer.ChaincodeAction.deserializeBinary(
    peer.ProposalResponsePayload.deserializeBinary(response).getExtension_asU8(),
  )
  if (done.getChaincodeId()?.getName() !== chaincode) return undefined
  const input = peer.ChaincodeProposalPayload.deserializeBinary(payload.getChaincodeProposalPayload_asU8())
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(input.getInput_asU8())
  const args = spec.getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? []
  const [name = '', ...others] = args.map((arg) => Buffer.from(bytesOf(arg)).toString('utf8'))
  const told = done.getEvents_asU8()
  const event = told.length === 0 ? undefined : peer.ChaincodeEvent.deserializeBinary(told)
  return {
    name,
    args: others,
    writes: writesOf(done.getResults_asU8(), chaincode),
    event: event && { name: event.getEventName(), payload: event.getPayload_asU8() },
  }
}

/** A protobuf Timestamp, of whose package no types are here. */
const millisecondsOf = (time: unknown): number => (time as { toDate: () => Date } | undefined)?.toDate().getTime() ?? 0

const invocationsOf = (envelope: Uint8Array, chaincode: string): Invocation[] => {
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8())
  const header = common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(0),
  )
  if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) return []
  const time = millisecondsOf(header.getTimestamp())
  return peer.Transaction.deserializeBinary(payload.getData_asU8())
    .getActionsList()
    .flatMap((action) => {
      const call = callOf(action, chaincode)
      return call === undefined ? [] : [{ attempt: header.getTxId(), time, ...call }]
    })
}

/** The valid calls of `chaincode` in the block, in its order. */
export const readBlock = (block: common.Block, chaincode: string): ChannelBlock => {
  const filter = bytesOf(block.getMetadata()?.getMetadataList_asU8()[filterIndex] ?? new Uint8Array(0))
  const envelopes = block.getData()?.getDataList_asU8() ?? []
  return {
    number: block.getHeader()?.getNumber() ?? 0,
    invocations: envelopes.flatMap((envelope, i) =>
      filter[i] === peer.TxValidationCode.VALID ? invocationsOf(bytesOf(envelope), chaincode) : [],
    ),
  }
}

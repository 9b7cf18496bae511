// The network of deploy/fabric on real peers and orderers: it commits, and goes on committing after each of its parts was killed.
import { createPrivateKey } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as grpc from '@grpc/grpc-js'
import { connect, hash, signers } from '@hyperledger/fabric-gateway'
import type { Gateway } from '@hyperledger/fabric-gateway'
import { openNetwork } from '../../deploy/fabric/network.ts'
import type { Network, NetworkOptions } from '../../deploy/fabric/network.ts'
import { root } from '../../tools/root.ts'
import { temporaryFolder } from '../../tools/services/daemon.ts'
import { waitUntil } from '../../tools/services/service.ts'

/** Starting programs takes its time on a busy machine. */
const patience = 180_000

let folder = ''
let options: NetworkOptions
let network: Network
const clients: { gateway: Gateway; line: grpc.Client }[] = []

/** A chaincode that keeps values, each with `mark` before it: enough to see which bundle has run. */
const bundleWith = (mark: string): string => {
  const file = path.join(folder, `marks-${mark}.cjs`)
  const shim = path.join(root, 'contracts', 'node_modules', 'fabric-shim')
  writeFileSync(
    file,
    `const { readFileSync } = require('node:fs')
     const shim = require(${JSON.stringify(shim)})
     const Init = async () => shim.success()
     const Invoke = async (stub) => {
       const { fcn, params } = stub.getFunctionAndParameters()
       if (fcn === 'put') await stub.putState(params[0], Buffer.from('${mark}' + params[1]))
       return shim.success(fcn === 'put' ? Buffer.alloc(0) : Buffer.from(await stub.getState(params[0])))
     }
     const { CHAINCODE_ID: ccid, CHAINCODE_SERVER_ADDRESS: address, ...env } = process.env
     const [key, cert, clientCACerts] = [env.CHAINCODE_TLS_KEY, env.CHAINCODE_TLS_CERT, env.CHAINCODE_CLIENT_CA].map((file) => readFileSync(file))
     shim.server({ Init, Invoke }, { ccid, address, tlsProps: { key, cert, clientCACerts } }).start()`,
  )
  return file
}

type Profile = {
  mspId: string
  certificate: string
  key: string
  chaincode: string
  peers: { address: string; tlsHost: string; tlsCa: string }[]
}

const profileOf = (organisation: string): Profile =>
  JSON.parse(readFileSync(path.join(network.dir, `${organisation}.json`), 'utf8')) as Profile

/** A gateway of an organisation's first peer, told only what stands in the organisation's own profile. */
const gatewayOf = (organisation: string): Gateway => {
  const { mspId, certificate, key, peers } = profileOf(organisation)
  const read = (file: string): Buffer => readFileSync(path.resolve(network.dir, file))
  const { address, tlsHost, tlsCa } = peers[0]!
  const line = new grpc.Client(address, grpc.credentials.createSsl(read(tlsCa)), {
    'grpc.ssl_target_name_override': tlsHost,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 500,
  })
  const gateway = connect({
    client: line,
    identity: { mspId, credentials: read(certificate) },
    signer: signers.newPrivateKeySigner(createPrivateKey(read(key))),
    hash: hash.sha256,
  })
  clients.push({ gateway, line })
  return gateway
}

const contract = (gateway: Gateway) => gateway.getNetwork('trace').getContract(profileOf('org1').chaincode)

const put = async (gateway: Gateway, key: string, value: string): Promise<void> => {
  await contract(gateway).submitTransaction('put', key, value)
}
const get = async (gateway: Gateway, key: string): Promise<string> =>
  Buffer.from(await contract(gateway).evaluateTransaction('get', key)).toString('utf8')

const succeeds = async (act: () => Promise<unknown>): Promise<boolean> =>
  act().then(
    () => true,
    () => false,
  )

/** Whether the network commits within a minute, after something in it was killed and started again. */
const commitsAgain = (gateway: Gateway, key: string): Promise<boolean> =>
  waitUntil(() => succeeds(() => put(gateway, key, 'again')), 60)

const bothHave = (one: Gateway, other: Gateway, key: string, value: string): Promise<boolean> =>
  waitUntil(async () => (await get(one, key)) === value && (await get(other, key)) === value, 30)

let one: Gateway
let other: Gateway

beforeAll(async () => {
  folder = temporaryFolder('fabric')
  mkdirSync(path.join(folder, 'network'))
  options = { dir: path.join(folder, 'network'), chaincode: bundleWith('a') }
  network = await openNetwork(options)
  one = gatewayOf('org1')
  other = gatewayOf('org2')
}, patience)

afterAll(async () => {
  for (const { gateway, line } of clients) {
    gateway.close()
    line.close()
  }
  await network.close()
  rmSync(folder, { recursive: true, force: true })
}, patience)

test(
  'what one organisation commits, the peers of both have',
  async () => {
    await put(one, 'first', '1')
    expect(await bothHave(one, other, 'first', 'a1')).toBe(true)
    expect(await network.height('peer0.org1', 'trace')).toBe(await network.height('peer0.org2', 'trace'))
  },
  patience,
)

test(
  'a killed peer comes back and endorses',
  async () => {
    const peer = network.part('peer0.org2')
    const { pid } = peer
    await peer.kill()
    expect(peer.pid).toBeUndefined()
    expect(await succeeds(() => put(one, 'second', '2'))).toBe(false)
    await peer.start()
    expect(peer.pid).not.toBe(pid)
    expect(await commitsAgain(one, 'second')).toBe(true)
    expect(await bothHave(one, other, 'second', 'aagain')).toBe(true)
  },
  patience,
)

test(
  'a killed chaincode server comes back under the peers that knew it',
  async () => {
    const server = network.part('chaincode.org2')
    await server.kill()
    expect(await succeeds(() => put(one, 'third', '3'))).toBe(false)
    await server.start()
    expect(await commitsAgain(one, 'third')).toBe(true)
  },
  patience,
)

test(
  'a killed leader is replaced by election, and follows when it is back',
  async () => {
    const leader = await network.raftLeader('trace')
    await network.part(leader).kill()
    const next = await network.raftLeader('trace')
    expect(next).not.toBe(leader)
    expect(await commitsAgain(one, 'fourth')).toBe(true)
    await network.part(leader).start()
    await network.part(next).kill()
    // Two of three are needed: with the second one gone it is the first that makes the majority.
    expect(await network.raftLeader('trace')).not.toBe(next)
    expect(await commitsAgain(other, 'fifth')).toBe(true)
    await network.part(next).start()
  },
  patience,
)

test(
  'an organisation whose chaincode decides otherwise gets nothing accepted',
  async () => {
    await network.swapBundle('org2', bundleWith('forged'))
    // Its server answers, so what fails is not the line to it.
    expect(await waitUntil(() => succeeds(() => get(other, 'first')), 30)).toBe(true)
    expect(await succeeds(() => put(other, 'sixth', '6'))).toBe(false)
    await network.swapBundle('org2')
    expect(await commitsAgain(other, 'sixth')).toBe(true)
    expect(await bothHave(one, other, 'sixth', 'aagain')).toBe(true)
  },
  patience,
)

test(
  'another bundle becomes the chaincode, and what was committed before stays',
  async () => {
    await network.upgrade(bundleWith('b'))
    expect(await commitsAgain(one, 'seventh')).toBe(true)
    expect(await bothHave(one, other, 'seventh', 'bagain')).toBe(true)
    expect(await get(one, 'first')).toBe('a1')
  },
  patience,
)

test(
  'a client goes on with a renewed certificate',
  async () => {
    const before = readFileSync(network.organisations[0]!.client.certificate, 'utf8')
    await network.renewClient('org1')
    expect(readFileSync(network.organisations[0]!.client.certificate, 'utf8')).not.toBe(before)
    await put(gatewayOf('org1'), 'eighth', '8')
    expect(await bothHave(one, other, 'eighth', 'b8')).toBe(true)
  },
  patience,
)

test(
  'it starts again from its folder, with another peer and another channel',
  async () => {
    await network.close()
    expect(network.parts().map(({ pid }) => pid)).toEqual(network.parts().map(() => undefined))
    network = await openNetwork({
      ...options,
      chaincode: bundleWith('b'),
      channels: ['second'],
      organisations: [
        { name: 'org1', mspId: 'Org1MSP', peers: 2 },
        { name: 'org2', mspId: 'Org2MSP' },
      ],
    })
    expect(network.channels).toEqual(['trace', 'second'])
    expect(network.organisations.map(({ peers }) => peers.length)).toEqual([2, 1])
    expect(await get(one, 'eighth')).toBe('b8')
    await network.part('peer0.org1').kill()
    expect(await commitsAgain(other, 'ninth')).toBe(true)
    const heights = await Promise.all(['peer1.org1', 'peer0.org2'].map((peer) => network.height(peer, 'trace')))
    expect(heights[0]).toBe(heights[1])
  },
  patience,
)

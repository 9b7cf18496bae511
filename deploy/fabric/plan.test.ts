// A plan is made once from options; later options add to it and never change what is there.
import { expect, test } from '@jest/globals'
import { extendPlan, makePlan, portsOf } from './plan.ts'
import type { Wishes } from './plan.ts'

test('without options there are two organisations with a peer each, three orderers and the channel trace', async () => {
  const plan = await makePlan({})
  expect(plan.channels).toEqual(['trace'])
  expect(plan.organisations.map(({ mspId, peers }) => [mspId, peers.map(({ name, host }) => [name, host])])).toEqual([
    ['Org1MSP', [['peer0.org1', 'peer0.org1.example']]],
    ['Org2MSP', [['peer0.org2', 'peer0.org2.example']]],
  ])
  expect(plan.orderers.map(({ name }) => name)).toEqual(['orderer1', 'orderer2', 'orderer3'])
  // Two peers, three ports for each orderer, none given twice, none from the range of outgoing connections.
  expect(portsOf(plan).size).toBe(11)
  expect([...portsOf(plan)].every((port) => port >= 20_000 && port < 30_000)).toBe(true)
})

test('more peers and channels are added, what was there keeps its name and port', async () => {
  const plan = await makePlan({ channels: ['trace'], peersPerOrganisation: 1 })
  const organisations = [
    { name: 'org1', mspId: 'Org1MSP', peers: 3 },
    { name: 'org2', mspId: 'Org2MSP' },
  ]
  const grown = await extendPlan(plan, { channels: ['trace', 'second'], organisations })
  expect(grown.channels).toEqual(['trace', 'second'])
  expect(grown.organisations[0]!.peers.map(({ name }) => name)).toEqual(['peer0.org1', 'peer1.org1', 'peer2.org1'])
  expect(grown.organisations[0]!.peers[0]).toEqual(plan.organisations[0]!.peers[0])
  expect(grown.organisations[1]).toEqual(plan.organisations[1])
  expect(portsOf(grown).size).toBe(13)
  // Asking for less takes nothing away.
  expect(await extendPlan(grown, { channels: ['trace'] })).toEqual(grown)
})

test('other organisations than those of the network are refused', async () => {
  const plan = await makePlan({})
  const organisations = [{ name: 'org3', mspId: 'Org3MSP' }]
  await expect(extendPlan(plan, { organisations })).rejects.toMatchObject({ code: 'FABRIC_PLAN_DIFFERS' })
})

test('names that Fabric or a host name does not allow are refused', async () => {
  const wrong: Wishes[] = [
    { channels: [] },
    { channels: ['Trace'] },
    { channels: ['trace', 'trace'] },
    { organisations: [{ name: 'org1', mspId: 'Org1MSP', peers: 10 }] },
    { peersPerOrganisation: 0 },
    { peersPerOrganisation: Number.NaN },
    { organisations: [] },
    { organisations: [{ name: '../org', mspId: 'Org1MSP' }] },
    { organisations: [{ name: 'orderer', mspId: 'Org1MSP' }] },
    { organisations: [{ name: 'org1', mspId: "Org1'MSP" }] },
    { organisations: [{ name: 'org1', mspId: 'OrdererMSP' }] },
    {
      organisations: [
        { name: 'org1', mspId: 'OneMSP' },
        { name: 'org2', mspId: 'OneMSP' },
      ],
    },
  ]
  const plan = await makePlan({})
  for (const wishes of wrong) {
    await expect(makePlan(wishes)).rejects.toMatchObject({ code: 'FABRIC_OPTION_INVALID' })
    await expect(extendPlan(plan, wishes)).rejects.toMatchObject({ code: 'FABRIC_OPTION_INVALID' })
  }
})

// Writes a small MMDB file of cities by IPv4 network, as the format's specification 2.0 has it, for tests and benches.
import { writeFileSync } from 'node:fs'

/** `network` in the form `10.1.0.0/16`. `zh` may be left out, as in foreign cities of the real file. */
export type CityNetwork = { network: string; en: string; zh?: string; latitude: number; longitude: number }

type Value = string | bigint | number | readonly Value[] | Uint16 | { readonly [name: string]: Value }
/** Numbers are doubles, as coordinates are. */
class Uint16 {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}
class Uint32 extends Uint16 {}

const control = (type: number, size: number): Buffer => {
  const more = size < 29 ? [] : [size - 29]
  const low = Math.min(size, 29)
  return Buffer.from(type <= 7 ? [(type << 5) | low, ...more] : [low, type - 7, ...more])
}

const unsigned = (type: number, value: bigint): Buffer => {
  const hex = value === 0n ? '' : value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([control(type, bytes.length), bytes])
}

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return Buffer.concat([control(3, 8), bytes])
}

const encode = (value: Value): Buffer => {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'bigint') return unsigned(9, value)
  if (typeof value === 'number') return double(value)
  if (value instanceof Uint16) return unsigned(value instanceof Uint32 ? 6 : 5, BigInt(value.value))
  if (Array.isArray(value))
    return Buffer.concat([control(11, value.length), ...(value as readonly Value[]).map(encode)])
  const entries = Object.entries(value)
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([name, one]) => [encode(name), encode(one)])])
}

type Node = [Node | number | undefined, Node | number | undefined]

/** Puts `data` at the end of the network's bits. */
const plant = (root: Node, network: string, data: number): void => {
  const [address = '', length = '32'] = network.split('/')
  const bits = address.split('.').flatMap((part) => Number(part).toString(2).padStart(8, '0').split('').map(Number))
  let node = root
  for (const [depth, bit] of bits.slice(0, Number(length)).entries()) {
    if (depth === Number(length) - 1) {
      node[bit === 1 ? 1 : 0] = data
      return
    }
    const next = node[bit === 1 ? 1 : 0]
    if (typeof next === 'number') throw new Error(`${network} lies in another network`)
    const deeper: Node = next ?? [undefined, undefined]
    node[bit === 1 ? 1 : 0] = deeper
    node = deeper
  }
}

const numbered = (root: Node): Node[] => {
  const all: Node[] = [root]
  for (const node of all) for (const side of node) if (Array.isArray(side)) all.push(side)
  return all
}

const treeOf = (root: Node): { tree: Buffer; nodes: number } => {
  const all = numbered(root)
  const numbers = new Map(all.map((node, i) => [node, i]))
  const tree = Buffer.alloc(all.length * 6)
  const record = (side: Node[0]): number => {
    if (side === undefined) return all.length
    return typeof side === 'number' ? all.length + 16 + side : (numbers.get(side) ?? 0)
  }
  all.forEach(([left, right], i) => {
    tree.writeUIntBE(record(left), i * 6, 3)
    tree.writeUIntBE(record(right), i * 6 + 3, 3)
  })
  return { tree, nodes: all.length }
}

export const writeMmdb = (file: string, cities: readonly CityNetwork[]): void => {
  const root: Node = [undefined, undefined]
  const data: Buffer[] = []
  let offset = 0
  for (const { network, en, zh, latitude, longitude } of cities) {
    const names = zh === undefined ? { en } : { en, 'zh-CN': zh }
    const bytes = encode({ city: { names }, location: { latitude, longitude } })
    plant(root, network, offset)
    data.push(bytes)
    offset += bytes.length
  }
  const { tree, nodes } = treeOf(root)
  const metadata = encode({
    ...{ node_count: new Uint32(nodes), record_size: new Uint16(24), ip_version: new Uint16(4) },
    ...{ database_type: 'Test-City', languages: ['en', 'zh-CN'], description: { en: 'cities for tests' } },
    ...{ binary_format_major_version: new Uint16(2), binary_format_minor_version: new Uint16(0), build_epoch: 1n },
  })
  const marker = Buffer.concat([Buffer.from('abcdef', 'hex'), Buffer.from('MaxMind.com')])
  writeFileSync(file, Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]))
}

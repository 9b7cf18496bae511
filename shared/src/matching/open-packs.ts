// Packs before units are compared: scanning one infers what is in it, scanning all that is in it verifies it, a part opens it.

import { sum } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { isPiece } from '../domain/unit-of-measure.ts'
import type { Expectation, ExpectedLine, Pack } from './receipt-types.ts'
import type { LineTally } from './tally.ts'

/** A tally whose `expected.units` and scans are of one level: packs that came whole, or stay away whole, and what lay in opened ones. */
export type OpenTally = LineTally & {
  /** The scans as they were made, accepted and rejected, repeats kept. */
  scanned: string[]
  /** All that lies in the packs of this line, at any depth. */
  inside: ReadonlySet<string>
  /** Of something that is accepted only a pack around it was scanned. */
  inferred: boolean
  /** Accepted units of which a pack around them was accepted too: how much they hold, and the first of them. */
  doubled?: { quantity: Quantity; unit: string }
}

/** Packs by path. */
type Packs = ReadonlyMap<string, Pack>
type Fate = 'accepted' | 'rejected' | undefined
/** A unit at the level at which the line is compared; `scanned`: every single item in it was. */
type Opened = { unit: string; fate: Fate; scanned: boolean }

const isPack = (unit: string): boolean => unit.startsWith('/s/00/')

/** Quantity in a unit of the line, by its path: a carton's contents, one piece for an item; undefined where it is not known. */
export const quantityOn = (line: ExpectedLine): ((unit: string) => Quantity | undefined) => {
  const contents = new Map(Object.entries(line.contents ?? {}))
  const single = isPiece(line.unit) ? '1' : undefined
  return (unit) => contents.get(unit) ?? (unit.includes('/21/') ? single : undefined)
}

/** Everything in the given packs, at any depth, each once. */
export const contentsOf = (units: Iterable<string>, packs: Packs): Set<string> => {
  const found = new Set<string>()
  const open = [...units]
  for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
    for (const child of packs.get(unit)?.children ?? []) {
      if (found.has(child)) continue
      found.add(child)
      open.push(child)
    }
  }
  return found
}

/** Item, carton, pallet: nothing lies deeper. */
const mostLevels = 4

type Scans = { accepted: ReadonlySet<string>; rejected: ReadonlySet<string> }
/** What is known from the packs around a unit. */
type Around = { fate: Fate; isAccepted: boolean; level: number }

/** Its own scan decides, else that of the pack around it; a unit scanned both ways is not taken. */
const fateOf = (unit: string, { accepted, rejected }: Scans, around: Around): Fate => {
  if (rejected.has(unit)) return 'rejected'
  return accepted.has(unit) ? 'accepted' : around.fate
}

/** What is all alike is the pack itself, whether it was scanned or all that lies in it. */
const closed = (unit: string, found: readonly Opened[]): readonly Opened[] => {
  const fate = found[0]?.fate
  return found.every((one) => one.fate === fate)
    ? [{ unit, fate, scanned: found.every(({ scanned }) => scanned) }]
    : found
}

/** Walks the packs of one line; each is opened once and not deeper than packs go, so that the walk ends whatever it was given. */
const walk = (t: LineTally, packs: Packs): { opened: Opened[]; doubled: string[] } => {
  const scans = { accepted: new Set(t.units), rejected: new Set(t.rejectedUnits) }
  const walked = new Set<string>()
  const doubled: string[] = []
  const open = (unit: string, around: Around): readonly Opened[] => {
    const fate = fateOf(unit, scans, around)
    const isAccepted = fate === 'accepted' && scans.accepted.has(unit)
    if (isAccepted && around.isAccepted) doubled.push(unit)
    const children = walked.has(unit) || around.level === mostLevels ? [] : (packs.get(unit)?.children ?? [])
    walked.add(unit)
    if (children.length === 0) return [{ unit, fate, scanned: isAccepted && !isPack(unit) }]
    const inside = { fate, isAccepted: isAccepted || around.isAccepted, level: around.level + 1 }
    return closed(
      unit,
      children.flatMap((child) => open(child, inside)),
    )
  }
  const top: Around = { fate: undefined, isAccepted: false, level: 1 }
  return { opened: (t.expected.units ?? []).flatMap((unit) => open(unit, top)), doubled }
}

const doubledOf = (line: ExpectedLine, units: readonly string[]): Pick<OpenTally, 'doubled'> => {
  const [unit] = units
  const quantities = units.map(quantityOn(line))
  if (unit === undefined || !quantities.every((quantity) => quantity !== undefined)) return {}
  return { doubled: { quantity: sum(quantities), unit } }
}

const openLine = (t: LineTally, packs: Packs): OpenTally => {
  const scanned = [...t.units, ...t.rejectedUnits]
  const due = new Set(t.expected.units)
  const own = [...due].filter((unit) => packs.has(unit))
  const inside = contentsOf(own, packs)
  if (own.length === 0)
    return { ...t, scanned, inside, inferred: t.units.some((unit) => isPack(unit) && due.has(unit)) }
  const { opened, doubled } = walk(t, packs)
  const contents = { ...t.expected.contents }
  for (const unit of inside) {
    const quantity = packs.get(unit)?.quantity
    if (quantity !== undefined) contents[unit] = quantity
  }
  const expected = { ...t.expected, units: opened.map(({ unit }) => unit), contents }
  const packed = new Set([...own, ...inside])
  const came = (fate: Fate, scans: readonly string[]): string[] => [
    ...opened.filter((one) => one.fate === fate && packed.has(one.unit)).map(({ unit }) => unit),
    ...scans.filter((unit) => !packed.has(unit)),
  ]
  const taken = opened.filter(({ fate }) => fate === 'accepted')
  return {
    ...t,
    expected,
    units: came('accepted', t.units),
    rejectedUnits: came('rejected', t.rejectedUnits),
    scanned,
    inside,
    inferred: taken.some((one) => !one.scanned),
    ...doubledOf(expected, doubled),
  }
}

export const packsOf = ({ packs = {} }: Pick<Expectation, 'packs'>): Packs => new Map(Object.entries(packs))

/** The tallies with their packs opened as far as the scans open them. Linear in units and in what lies in `packs`. */
export const openPacks = (tallies: readonly LineTally[], packs: Packs): OpenTally[] =>
  tallies.map((t) => openLine(t, packs))

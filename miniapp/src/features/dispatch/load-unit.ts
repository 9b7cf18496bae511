// Puts a scanned item or pack on the agreed line where it belongs, or says in a code why it does not belong on this truck.
import type { BatchView, TradeView } from '@ectrace/shared/api/views'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { add, compare, sum } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import { mostUnits, sizeOf, type LoadDraft } from './dispatch-draft'

type AgreedLine = TradeView['lines'][number]
/** An item, or a pack with how much is in it. */
export type LoadedUnit = { path: string; batch: string; product: string; quantity: string; pack: boolean }

export type ReadUnit =
  { kind: 'unit'; unit: LoadedUnit } | { kind: 'pack'; sscc: string } | { kind: 'not_held' } | { kind: 'wrong' }

export type Loading = { lines: readonly AgreedLine[]; loads: readonly LoadDraft[] }
export type PutUnit =
  | { kind: 'added'; path: string; line: number; loads: LoadDraft[] }
  /** It is on the truck already. */
  | { kind: 'duplicate'; path: string }
  /** Its line is full. */
  | { kind: 'over'; line: number }
  /** Its product was not agreed. */
  | { kind: 'wrong_product'; product: string }

/** The host is not looked at: what is ours is said by our batches and packs. */
const pathOf = (text: string): string => text.replace(/^https?:\/\/[^/]+/i, '').replace(/[?#].*$/, '')

/** `batches`: those of which something is on hand. */
export const readUnit = (text: string, typed: boolean, batches: readonly BatchView[]): ReadUnit => {
  try {
    const code = parsePath(pathOf(typed ? normalizeTyped(text) : text))
    if (code.kind === 'logistics') return { kind: 'pack', sscc: code.sscc }
    if (code.kind !== 'item') return { kind: 'wrong' }
    const batch = batches.find(({ path }) => code.path.startsWith(`${path}/21/`))
    if (batch === undefined) return { kind: 'not_held' }
    const { id, product } = batch
    return { kind: 'unit', unit: { path: code.path, batch: id, product: product.id, quantity: '1', pack: false } }
  } catch (cause) {
    if (cause instanceof AppError) return { kind: 'wrong' }
    throw cause
  }
}

const isOf = ({ fills }: LoadDraft, line: number): boolean => fills === String(line)
/** Of which nothing was said yet: the first scan decides its batch. */
const isBlank = ({ batch, units }: LoadDraft): boolean => batch === '' && units.length === 0
const countsAs = (load: LoadDraft): string => (load.named ? sizeOf(load) : isBlank(load) ? '0' : load.quantity)

const hasRoom = (
  { line, quantity = '0', tolerance = '0' }: AgreedLine,
  loads: readonly LoadDraft[],
  more: string,
): boolean => {
  const loaded = sum(loads.filter((load) => isOf(load, line) && /^\d/.test(countsAs(load))).map(countsAs))
  return compare(add(loaded, more), add(quantity, tolerance)) <= 0
}

const withUnit = (load: LoadDraft, { path, batch, quantity, pack }: LoadedUnit): LoadDraft => {
  const packs = pack ? [...load.packs, { path, quantity }] : load.packs
  const next = { ...load, batch, named: true, units: [...load.units, path], packs }
  return { ...next, quantity: sizeOf(next) }
}

export const putUnit = ({ lines, loads }: Loading, unit: LoadedUnit): PutUnit => {
  const { path, product, batch } = unit
  if (loads.some(({ named, units }) => named && units.includes(path))) return { kind: 'duplicate', path }
  const fitting = lines.filter((line) => line.product === product)
  const [first] = fitting
  if (first === undefined) return { kind: 'wrong_product', product }
  const target = fitting.find((line) => hasRoom(line, loads, unit.quantity))
  if (target === undefined) return { kind: 'over', line: first.line }
  const { line } = target
  const same = loads.findIndex(
    (load) => isOf(load, line) && load.batch === batch && load.named && load.units.length < mostUnits,
  )
  const at = same >= 0 ? same : loads.findIndex((load) => isOf(load, line) && isBlank(load))
  if (at >= 0) {
    return { kind: 'added', path, line, loads: loads.map((load, i) => (i === at ? withUnit(load, unit) : load)) }
  }
  const more: LoadDraft = { fills: String(line), batch, quantity: '0', named: true, units: [], packs: [] }
  return { kind: 'added', path, line, loads: [...loads, withUnit(more, unit)] }
}

/** Takes units off the truck again; a load of which nothing is left stays for the next scan. */
export const takeOff = (loads: readonly LoadDraft[], paths: ReadonlySet<string>): LoadDraft[] =>
  loads.map((load) => {
    if (!load.named || !load.units.some((unit) => paths.has(unit))) return load
    const next = {
      ...load,
      units: load.units.filter((unit) => !paths.has(unit)),
      packs: load.packs.filter(({ path }) => !paths.has(path)),
    }
    return { ...next, quantity: sizeOf(next) }
  })

// Which sentence of the dictionary says that a rule was broken.
import type { Key } from './dictionary'
import type { Values } from './fill'

type Sentence = { key: Key; values?: Values }

const sentences = new Map<string, Key>(
  Object.entries({
    required: 'fault.required',
    choose: 'fault.choose',
    one_of: 'fault.oneOf',
    'text.control': 'fault.control',
    'text.trimmed': 'fault.trimmed',
    'gs1-check-digit': 'fault.checkDigit',
    'gtin-8-12-13-or-14-digits': 'fault.gtinShape',
    'gln-13-digits': 'fault.glnShape',
    'gs1-character-set-82-at-most-20': 'fault.lotCharacters',
    'half-width-characters': 'fault.halfWidth',
    'not-a-dot-segment': 'fault.lotDots',
    'real-calendar-date': 'fault.day',
    'iso-8601-instant': 'fault.time',
    'offset-required': 'fault.time',
    'real-time-of-day': 'fault.time',
    'day.not-in-future': 'fault.future',
    'time.not-in-future': 'fault.future',
    'day.not-before-production': 'fault.beforeProduction',
    'time.not-before-production': 'fault.beforeProduction',
    'travel.possible': 'fault.travel',
    'plain-decimal': 'fault.decimal',
    'no-leading-zero': 'fault.zeros',
    'whole-units-only': 'fault.wholeOnly',
    'at-most-0-decimals': 'fault.wholeOnly',
    'at-most-12-integer-digits': 'fault.tooBig',
    positive: 'fault.positive',
    'on-hand': 'fault.onHandAt',
    'at-most-held': 'fault.onHand',
    'holding.on-hand': 'fault.onHand',
    'sum.is-agreed': 'fault.agreedSum',
    'units.as-many-as-quantity': 'fault.unitsCount',
    new: 'fault.exists',
    unique: 'fault.exists',
    exists: 'fault.missing',
    uploaded: 'fault.missing',
    once: 'fault.once',
    login: 'fault.login',
    latitude: 'fault.latitude',
    longitude: 'fault.longitude',
    'coordinates.both': 'fault.coordinates',
    'temperature.celsius': 'fault.temperature',
    'buyer.another-organisation': 'fault.ownBuyer',
    'organisation.not-suspended': 'fault.suspended',
    'unit.known': 'fault.unknownUnit',
    'packing.unit=quantity': 'fault.packing',
    'cell.text-not-date': 'fault.notDate',
    'instant.format': 'fault.time',
    'unit.of-product': 'fault.otherUnit',
    'unit.agreed': 'fault.otherUnit',
    'below-quantity': 'fault.belowQuantity',
    'place.of-organisation': 'fault.place',
    'product.agreed': 'fault.otherProduct',
    'batch.not-recalled': 'fault.recalled',
    'batch.own-or-verified': 'fault.voice',
    'organisation.inspector': 'fault.inspector',
    'trade.either': 'fault.tradeParty',
    'trade.buyer': 'fault.tradeBuyer',
    'trade.supplier': 'fault.tradeSupplier',
    'item.of-batch': 'fault.notOfBatch',
    'membership.of-every-new-unit': 'fault.notOfBatch',
    'item.of-one-set': 'fault.oneSet',
    'unit.held': 'fault.notHeld',
    'batch.not-itself': 'fault.itself',
    'units.chosen': 'fault.pickUnits',
    'user.not-oneself': 'fault.oneself',
    'code.of-item': 'fault.codeShape',
    'signature.p256': 'fault.signature',
    'range.from-to': 'fault.range',
    'range.in-set': 'fault.inSet',
    'not-before-from': 'fault.range',
    'hidden.issued': 'fault.hiddenIssued',
    'hidden.used': 'fault.hiddenUsed',
    'hidden.covers-whole-ranges': 'fault.hiddenWhole',
    'hidden.issued-anew': 'fault.hiddenAnew',
    'code.state': 'fault.codeState',
    'phone.mainland': 'fault.phone',
    'sms.six-digits': 'fault.sixDigits',
    'sms.code': 'fault.smsCode',
    'sms.number': 'fault.smsNumber',
    'wechat.code': 'fault.wechatCode',
  } as const satisfies Record<string, Key>),
)

/** Rules with a number in their name. A lower bound of 1 is what an empty field breaks. */
const numbered: readonly [RegExp, (n: string, empty: boolean) => Sentence][] = [
  [/^min\.(\d+)$/, (n, empty) => (empty ? { key: 'fault.required' } : { key: 'fault.atLeast', values: { n } })],
  [/^min-length\.(\d+)$/, (n) => ({ key: 'fault.longerThan', values: { n } })],
  [/^max\.(\d+)$/, (n) => ({ key: 'fault.atMost', values: { n } })],
  [/^at-most-(\d+)-decimals$/, (n) => ({ key: 'fault.decimals', values: { n } })],
  [/^at-most-(\d+)-pixels$/, () => ({ key: 'fault.pixels' })],
  [/^id\.()/, () => ({ key: 'fault.choose' })],
  [/^trade\.state\.()/, () => ({ key: 'fault.state' })],
]

/** The sentence for a rule; the rule's own name where nobody has put it into words. */
export const faultSentence = (rule: string, value: string | undefined): Sentence => {
  const key = sentences.get(rule)
  if (key !== undefined) return { key, values: { value: value ?? '' } }
  for (const [pattern, make] of numbered) {
    const found = pattern.exec(rule)
    if (found !== null) return make(found[1] ?? '', value === undefined || value === '')
  }
  return { key: 'fault.other', values: { rule } }
}

/** `lines.1.quantity` → the second line's `quantity`; `units.3` → `units`. */
export const fieldParts = (field: string): { name: string; line: number | undefined } => {
  const parts = field.split('.')
  const name = [...parts].reverse().find((part) => !/^\d+$/.test(part)) ?? field
  const number = /^\d+$/.test(parts[1] ?? '') ? Number(parts[1]) + 1 : undefined
  return { name, line: number }
}

// What a code is that is none of ours, as far as its text shows: so that people learn what they scanned before they are told what to do.

export type ForeignKind =
  | 'payment'
  | 'wifi'
  | 'contact'
  | 'phone'
  /** A GS1 Digital Link of another platform, such as https://id.gs1.org/01/… */
  | 'gs1'
  | 'barcode'
  | 'link'
  | 'app'
  | 'text'

/** Schemes and hosts of payment codes: WeChat Pay, Alipay, UnionPay, digital yuan. */
const payment =
  /^(wxp|alipays?|upwallet|dcep):|^weixin:\/\/wxpay|^https?:\/\/(qr\.alipay\.com|qr\.95516\.com|[a-z]+\.tenpay\.com|pay\.weixin\.qq\.com|wx\.tenpay\.com)([/?#:]|$)/i

const kinds: readonly [ForeignKind, RegExp][] = [
  ['payment', payment],
  ['wifi', /^WIFI:/i],
  ['contact', /^(BEGIN:VCARD|MECARD:)/i],
  ['phone', /^(tel|sms|smsto|mailto):/i],
  ['gs1', /^https?:\/\/[^/?#]+\/(.*\/)?(01\/\d{8,14}|00\/\d{18})([/?#]|$)/i],
  ['link', /^(https?:\/\/|www\.)/i],
  ['barcode', /^(\d{8}|\d{12,14})$/],
  ['app', /^[a-z][a-z0-9+.-]{1,30}:/i],
]

/** Never opened, only named. */
export const foreignKind = (text: string): ForeignKind => {
  const start = text.trim().slice(0, 600)
  return kinds.find(([, looks]) => looks.test(start))?.[0] ?? 'text'
}

// What may stand in the keywords of a subscribe message: WeChat refuses the whole message (47003) when one value breaks its type's rule.
// The types and their limits: developers.weixin.qq.com, 发送订阅消息, 订阅消息参数值内容限制说明.

/** `fields`: keyword (`thing1`) and the name of the value that stands there. */
export type MessageTemplate = { id: string; fields: readonly (readonly [keyword: string, value: string])[] }

const hourMs = 3_600_000

/** The first characters of `text`, none cut in half, `most` UTF-16 units at most; an ellipsis says that there was more. */
const cut = (text: string, most: number): string => {
  if (text.length <= most) return text
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > most - 1) break
    kept += character
  }
  return `${kept}…`
}

/** In China's time, which has one offset and no summer time; what is no instant stands as 1970. */
const minuteOf = (text: string): string => {
  const at = /^20\d\d-/.test(text) ? Date.parse(text) : 0
  const local = new Date((Number.isNaN(at) ? 0 : at) + 8 * hourMs)
  const time = local.toISOString().slice(11, 16)
  return `${String(local.getUTCFullYear())}年${String(local.getUTCMonth() + 1)}月${String(local.getUTCDate())}日 ${time}`
}

const kept = (text: string, characters: RegExp, most: number): string =>
  (text.match(characters) ?? []).slice(0, most).join('')

/** Each type's form of any text; what is left of an unfit one is never empty. `time` and `date` take an instant. */
const forms = {
  /** 20 characters of any kind; no control characters. */
  thing: (text: string) => cut(text.replace(/[\p{C}\s]+/gu, ' ').trim(), 20) || '无',
  /** 32 digits, letters or symbols: no Chinese. */
  character_string: (text: string) => kept(text, /[\x21-\x7e]/g, 32) || '-',
  number: (text: string) => /^\d{1,20}(?:\.\d{1,10})?$/.exec(text)?.[0] ?? '0',
  time: minuteOf,
  date: minuteOf,
  /** 10 characters with Chinese among them, else 20 letters. */
  name: (text: string) => kept(text, /[\p{Script=Han}A-Za-z]/gu, 10) || '无',
  /** 5 Chinese characters. */
  phrase: (text: string) => kept(text, /\p{Script=Han}/gu, 5) || '请查看',
} satisfies Record<string, (text: string) => string>

type FieldType = keyof typeof forms
export const messageFieldTypes = Object.keys(forms) as [FieldType, ...FieldType[]]

/** The value as the type of `keyword` allows it. An unknown type gets the strictest form. */
export const messageField = (keyword: string, value: string): string => {
  const type = messageFieldTypes.find((one) => keyword.replace(/\d+$/, '') === one) ?? 'phrase'
  return forms[type](value)
}

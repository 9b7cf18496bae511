// What a type of licence is called; one that nobody gave a word to keeps its code.
import { dictionaries } from '../../i18n/dictionary'
import type { Key, Translate } from '../../i18n/translate'

const isKey = (key: string): key is Key => Object.prototype.hasOwnProperty.call(dictionaries.zh, key)

export const credentialWord = (t: Translate, type: string): string => {
  const key = `onward.credential.${type}`
  return isKey(key) ? t(key) : type
}

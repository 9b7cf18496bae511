// One broken rule at one field, in the reader's words.
import type { FieldFault } from '@ectrace/shared/errors'
import { faultSentence, fieldParts } from './fault-sentences'
import { isKey } from './texts'
import { t } from './translate'

/** What to write under the field: 校验位不正确，可能输错了一位. */
export const describeFault = ({ rule, value }: FieldFault): string => {
  const { key, values } = faultSentence(rule, value)
  return t(key, values)
}

/** What people call a field of a request: `lines.0.quantity` → 第 1 行 · 数量; a field without a word keeps its name. */
export const nameField = (field: string): string => {
  const { name, line } = fieldParts(field)
  const key = `field.${name}`
  const word = isKey(key) ? t(key) : name
  return line === undefined ? word : t('fault.line', { n: line, name: word })
}

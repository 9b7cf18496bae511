// A notice in two lines: what happened, and to what.
import type { NoticeView } from '@ectrace/shared/api/file-views'
import { isKey } from '../../i18n/texts'
import type { Translate } from '../../i18n/translate'

/** The goods, the trade, the reason: whatever the notice says of them. Codes of reasons have words where people chose them from a list. */
const details = (t: Translate, { values }: NoticeView): string[] => {
  const { product, productName, lot, reason, trade } = values
  const reasonKey = `codes.freeze.${reason ?? ''}`
  const said = reason === undefined || reason === '' ? undefined : isKey(reasonKey) ? t(reasonKey) : reason
  const goods = [product ?? productName, lot].filter((part) => part !== undefined && part !== '').join(' ')
  return [goods, trade === undefined ? '' : t('notices.trade', { no: trade }), said ?? ''].filter((part) => part !== '')
}

type Words = { title: string; note: string | undefined }

export const noticeWords = (t: Translate, notice: NoticeView): Words => {
  const key = `notices.kind.${notice.kind}`
  const values = { party: t('notices.somebody'), ...notice.values }
  const note = details(t, notice).join(' · ')
  return { title: isKey(key) ? t(key, values) : notice.kind, note: note === '' ? undefined : note }
}

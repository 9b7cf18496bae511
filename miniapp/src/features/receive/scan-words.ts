// How each scan result looks, sounds and reads: told apart by colour, icon, tone and word.
import { messageOf, isErrorCode } from '@ectrace/shared/errors'
import type { Key } from '../../i18n/translate'
import type { Language } from '../../state/settings'
import type { Cue } from '../../platform/ports'
import type { IconName } from '../../ui/icon'
import type { Tone } from '../../ui/tone'
import type { Recent } from './count'
import type { Verdict } from './reading'

type Look = { tone: Tone; icon: IconName; cue: Cue | undefined }

const hit: Look = { tone: 'good', icon: 'check', cue: 'hit' }
const caution: Look = { tone: 'caution', icon: 'alert', cue: 'duplicate' }
const act: Look = { tone: 'act', icon: 'keyboard', cue: 'duplicate' }
const miss: Look = { tone: 'bad', icon: 'cross', cue: 'miss' }

const looks: Record<Verdict, Look> = {
  hit,
  rejected: { tone: 'caution', icon: 'minus', cue: 'hit' },
  duplicate: caution,
  this_trade: caution,
  enter_line: act,
  enter_goods: act,
  undone: { tone: 'wait', icon: 'undo', cue: undefined },
  received: miss,
  unknown: miss,
  other_trade: miss,
  wrong_lot: miss,
  wrong_product: miss,
  trade_code: miss,
  foreign: miss,
  carton: miss,
  unreadable: miss,
  blind_pack: act,
  not_kept: miss,
}

export const lookOf = (verdict: Verdict): Look => looks[verdict]

/** What is said of a scan; an unreadable code says what is wrong with it. */
export const wordsOf = (
  { verdict, line, detail }: Pick<Recent, 'verdict' | 'line' | 'detail'>,
  t: (key: Key, values?: Record<string, string | number>) => string,
  language: Language,
): string => {
  if (verdict === 'unreadable' && isErrorCode(detail)) return messageOf(detail, language)
  return t(`receive.scan.${verdict}`, { line: line ?? '', trade: detail ?? '' })
}

/** The end of a code tells one from another; its beginning is the same for a whole batch. */
export const tailOf = (path: string): string => (path.length <= 10 ? path : `…${path.slice(-8)}`)

// What the server did not take of this count: what I recorded, what the server holds, and what is to become of it.
import { View } from '@tarojs/components'
import type { CountAct, CountOperation } from '@ectrace/shared/counting/operation'
import { rowsOfTrade } from '@ectrace/shared/counting/queue'
import type { QueueRow } from '@ectrace/shared/counting/queue'
import { messageOf } from '@ectrace/shared/errors'
import { session } from '../../api/session'
import { formatTime } from '../../i18n/format'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { copyText } from '../../platform/clipboard'
import type { CountQueue } from '../../state/count-queue'
import { useObservable } from '../../state/observable'
import { Button } from '../../ui/button'
import { Fact } from '../../ui/fact'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'
import { tailOf } from './scan-words'

type Props = { own: CountQueue; no: string }

/** Of what this phone recorded, or of what the server holds under the same number. */
const actWords = (operation: Partial<CountOperation>, t: Translate): string => {
  if (operation.kind === 'scan') return t('offline.act.scan', { code: tailOf(operation.unit ?? '') })
  if (operation.kind === 'enter')
    return t('offline.act.enter', { line: operation.line ?? '—', text: operation.text ?? '' })
  return t('offline.act.other')
}

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const useTheirWords = ({ refusal }: QueueRow): string => {
  const t = useTranslate()
  const language = useLanguage()
  if (refusal === undefined) return ''
  const { code, details } = refusal
  const { theirs } = details
  const said = messageOf(code, language)
  return isFields(theirs) ? `${said} · ${t('offline.theirHas', { what: actWords(theirs, t) })}` : said
}

const actOf = ({
  id: _id,
  trade: _trade,
  device: _device,
  sequence: _n,
  at: _at,
  by: _by,
  ...act
}: CountOperation): CountAct => act

const Card = ({ row, own }: { row: QueueRow; own: CountQueue }) => {
  const t = useTranslate()
  const theirs = useTheirWords(row)
  const { operation, refusal } = row
  const mine = `${actWords(operation, t)} · ${formatTime(operation.at)}`
  const settle = (): void => {
    own.take({ type: 'settled', operation: operation.id })
  }
  const again = (): void => {
    if (own.make(operation.trade, session.get()?.me.user ?? operation.by, actOf(operation))) settle()
    else showToast(t('receive.scan.not_kept'), 'bad')
  }
  const ask = async (): Promise<void> => {
    const isCopied = await copyText([mine, theirs, refusal?.code, operation.id].join('\n'))
    if (isCopied) showToast(t('offline.asked'))
  }
  return (
    <View className="ec-receive-conflict" {...{ role: 'listitem' }}>
      <Fact name={t('offline.mine')}>{mine}</Fact>
      <Fact name={t('offline.theirs')}>
        {theirs} ({refusal?.code})
      </Fact>
      <View className="ec-receive-tools">
        <Button text={t('offline.keep')} onPress={again} />
        <Button text={t('offline.drop')} onPress={settle} />
      </View>
      <Button kind="quiet" icon="copy" text={t('offline.ask')} onPress={() => void ask()} />
    </View>
  )
}

export const ConflictList = ({ own, no }: Props) => {
  const t = useTranslate()
  const rows = rowsOfTrade(useObservable(own.queue), no).filter(({ state }) => state === 'refused')
  if (rows.length === 0) return null
  return (
    <Section title={t('offline.conflicts', { count: rows.length })}>
      <View {...{ role: 'list' }}>
        {rows.slice(0, 20).map((row) => (
          <Card key={row.operation.id} row={row} own={own} />
        ))}
      </View>
    </Section>
  )
}

// The first step: the trade code on the delivery note, or the count that was left.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { messageOf } from '@ectrace/shared/errors'
import { acceptHost, codeHosts } from '../../api/code-hosts'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { goTo, hasPage, replaceWith, type Parameters } from '../../platform/navigation'
import { announce } from '../../ui/announce'
import { Notice } from '../../ui/notice'
import { Row } from '../../ui/row'
import { ScanPanel, type ScanSource } from '../../ui/scan-panel'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { UnsentStrip } from '../../ui/unsent-strip'
import { lastTrade } from '../../state/last-trade'
import { readTradeCode, type TradeReading } from './trade-code'

const open = (parameters: Parameters): void => {
  const page = 'receive'
  if (hasPage(page)) replaceWith(page, parameters)
}

const Ways = ({ organisation }: { organisation: string }) => {
  const t = useTranslate()
  const last = lastTrade(organisation)
  const page = 'trades'
  return (
    <Section flush>
      {last === undefined ? null : (
        <Row
          icon="refresh"
          title={t('receive.resume')}
          note={`${last.from} · ${t('receive.no', { no: last.no.slice(0, 6) })}`}
          onPress={() => {
            open({ no: last.no })
          }}
        />
      )}
      {hasPage(page) ? (
        <Row
          icon="list"
          title={t('receive.fromList')}
          note={t('receive.fromListText')}
          onPress={() => {
            goTo(page)
          }}
        />
      ) : null}
    </Section>
  )
}

export const FindTrade = ({ organisation }: { organisation: string }) => {
  const t = useTranslate()
  const language = useLanguage()
  const [wrong, setWrong] = useState<Exclude<TradeReading, { kind: 'trade' }> | undefined>(undefined)
  const say = (reading: Exclude<TradeReading, { kind: 'trade' }>): string =>
    reading.kind === 'goods' ? t('receive.notTrade') : messageOf(reading.code, language)
  const take = (text: string, source: ScanSource): void => {
    const reading = readTradeCode(text, source === 'typed', codeHosts())
    playCue(reading.kind === 'trade' ? 'hit' : 'miss')
    if (reading.kind === 'trade') {
      open({ no: reading.no })
      return
    }
    setWrong(reading)
    announce(say(reading))
    if (reading.kind === 'wrong' && reading.code === 'CODE_FOREIGN_HOST') void takeFromOther(text, source)
  }
  const takeFromOther = async (text: string, source: ScanSource): Promise<void> => {
    if (await acceptHost(text)) take(text, source)
  }
  return (
    <Screen title={t('receive.title')} action={<SessionMenu />} bare>
      <View className="ec-receive-find">{t('receive.find')}</View>
      <ScanPanel onText={take} />
      <View className="ec-receive-body">
        {wrong === undefined ? null : (
          <Notice tone="bad" title={say(wrong)}>
            {t('receive.notTradeText')}
          </Notice>
        )}
        <UnsentStrip />
        <Ways organisation={organisation} />
      </View>
    </Screen>
  )
}

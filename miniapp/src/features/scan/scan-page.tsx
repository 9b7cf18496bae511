// The scanner page: one code, then where it leads.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { messageOf, type AppError } from '@ectrace/shared/errors'
import { useSession } from '../../api/session'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { pageOrigin } from '../../platform/device'
import { goTo, hasPage, useParameters, type Parameters } from '../../platform/navigation'
import { announce } from '../../ui/announce'
import { Notice } from '../../ui/notice'
import { ScanPanel, type ScanSource } from '../../ui/scan-panel'
import { Screen } from '../../ui/screen'
import { hostOf, readCode, type Reading } from './read-code'
import './scan.scss'

type Target = { page: string; parameters: Parameters }

/** Staff who receive goods go straight to counting; all others see the trade. */
const targetOf = (reading: Exclude<Reading, { kind: 'wrong' }>, receives: boolean): Target => {
  if (reading.kind === 'ask') return { page: 'trace', parameters: { c: reading.text } }
  const { code } = reading
  if (code.kind !== 'trade') return { page: 'trace', parameters: { c: code.path } }
  return { page: receives ? 'receive' : 'trade', parameters: { no: code.trade } }
}

type Wrong = { text: string; error: AppError }

export const ScanPage = () => {
  const t = useTranslate()
  const language = useLanguage()
  const parameters = useParameters()
  const receives = useSession()?.me.roles.includes('warehouse') === true
  const [wrong, setWrong] = useState<Wrong | undefined>(undefined)
  const [found, setFound] = useState<string | undefined>(undefined)
  const hosts = [hostOf(pageOrigin())]

  const take = (text: string, source: ScanSource): void => {
    const reading = readCode(text, source === 'typed', hosts)
    playCue(reading.kind === 'wrong' ? 'miss' : 'hit')
    if (reading.kind === 'wrong') {
      setWrong({ text, error: reading.error })
      announce(messageOf(reading.error.code, language))
      return
    }
    setWrong(undefined)
    const { page, parameters: passed } = targetOf(reading, receives)
    if (hasPage(page)) goTo(page, passed)
    else setFound(text)
  }
  const explain = (text: string): string | undefined => {
    const reading = readCode(text, true, hosts)
    return reading.kind === 'wrong' ? messageOf(reading.error.code, language) : undefined
  }

  return (
    <Screen title={t('scan.title')} bare>
      <ScanPanel onText={take} explain={explain} typing={parameters['type'] === '1'} active={found === undefined} />
      {wrong === undefined ? null : (
        <View className="ec-scan-result">
          <Notice tone="bad" title={messageOf(wrong.error.code, language)}>
            <View className="ec-mono">{wrong.text.slice(0, 200)}</View>
          </Notice>
        </View>
      )}
      {found === undefined ? null : (
        <View className="ec-scan-result">
          <Notice tone="good" title={t('scan.found')}>
            <View className="ec-mono">{found}</View>
          </Notice>
        </View>
      )}
    </Screen>
  )
}

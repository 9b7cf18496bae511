// The scanner page: one code, then where it leads.
import { View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { messageOf } from '@ectrace/shared/errors'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { pageOrigin } from '../../platform/device'
import { goTo, useParameters } from '../../platform/navigation'
import { announce } from '../../ui/announce'
import { ForeignCode, foreignWords } from '../../ui/foreign-code'
import { Notice } from '../../ui/notice'
import { ScanPanel, type ScanSource } from '../../ui/scan-panel'
import { Screen } from '../../ui/screen'
import { hostOf, readCode, type Reading } from './read-code'
import { targetOf } from './target-of'
import './scan.scss'

type Wrong = Extract<Reading, { kind: 'wrong' }>

/** Not even written as a code of ours: a payment code, another website, a text. */
const isForeign = ({ text, error }: Wrong): boolean =>
  error.code === 'CODE_FOREIGN_HOST' || (error.code === 'CODE_MALFORMED' && !text.includes('/s/'))

const WrongNotice = ({ wrong }: { wrong: Wrong }) => {
  const language = useLanguage()
  if (isForeign(wrong)) return <ForeignCode text={wrong.text} />
  return (
    <Notice tone="bad" title={messageOf(wrong.error.code, language)}>
      <View className="ec-mono">{wrong.text.slice(0, 200)}</View>
    </Notice>
  )
}

export const ScanPage = () => {
  const t = useTranslate()
  const language = useLanguage()
  const parameters = useParameters()
  const [wrong, setWrong] = useState<Wrong | undefined>(undefined)
  const [asking, setAsking] = useState(false)
  const busy = useRef(false)
  const hosts = [hostOf(pageOrigin())]

  const tell = (found: Wrong): void => {
    setWrong(found)
    announce(isForeign(found) ? foreignWords(t, found.text).what : messageOf(found.error.code, language))
  }
  const lead = async (reading: Exclude<Reading, Wrong>): Promise<void> => {
    busy.current = true
    setAsking(true)
    try {
      const { page, parameters: passed } = await targetOf(reading)
      goTo(page, passed)
    } finally {
      busy.current = false
      setAsking(false)
    }
  }
  const take = (text: string, source: ScanSource): void => {
    if (busy.current) return
    const reading = readCode(text, source === 'typed', hosts)
    playCue(reading.kind === 'wrong' ? 'miss' : 'hit')
    if (reading.kind === 'wrong') {
      tell(reading)
      return
    }
    setWrong(undefined)
    void lead(reading)
  }
  const explain = (text: string): string | undefined => {
    const reading = readCode(text, true, hosts)
    if (reading.kind !== 'wrong') return undefined
    return isForeign(reading) ? foreignWords(t, reading.text).what : messageOf(reading.error.code, language)
  }

  return (
    <Screen title={t('scan.title')} bare>
      <ScanPanel onText={take} explain={explain} typing={parameters['type'] === '1'} />
      {wrong === undefined ? null : (
        <View className="ec-scan-result">
          <WrongNotice wrong={wrong} />
        </View>
      )}
      {asking ? (
        <View className="ec-scan-result">
          <Notice tone="wait" title={t('opening.asking')} />
        </View>
      ) : null}
    </Screen>
  )
}

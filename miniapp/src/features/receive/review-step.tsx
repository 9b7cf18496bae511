// Before confirming: what the chain will say, how much is received, and where.
import { View } from '@tarojs/components'
import type { ReceiptKind } from '@ectrace/shared/matching/match'
import { useTranslate, type Key } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { ConfirmBar } from '../../ui/confirm-bar'
import { DifferenceList, type Names } from '../../ui/difference-list'
import { PlacePicker } from '../../ui/place-picker'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { Verdict } from '../../ui/verdict'
import type { Tone } from '../../ui/tone'
import { LineNumbers } from './line-numbers'
import { LineStatusTag } from './line-status-tag'
import { isProgress, type LinePreview, type Preview } from './preview'
import type { Counting } from './use-count'

type Props = {
  preview: Preview
  counting: Counting
  /** The server is being asked. */
  busy: boolean
  names: Names
  onConfirm: () => void
  onBack: () => void
}

type Forecast = { tone: Tone; words: 'untouched' | 'blind' | 'agreed' | 'agreedPart' | 'short' | 'wrong' }

/** What confirming would give. */
const forecastOf = ({ result, untouched, blind }: Preview): Forecast => {
  if (blind && !untouched) return { tone: 'act', words: 'blind' }
  if (untouched || result === undefined) return { tone: 'wait', words: 'untouched' }
  if (result.agreed) return { tone: 'good', words: result.complete ? 'agreed' : 'agreedPart' }
  return result.differences.every(isProgress) ? { tone: 'caution', words: 'short' } : { tone: 'bad', words: 'wrong' }
}

const Numbers = ({ lines, names }: { lines: readonly LinePreview[]; names: Names }) => {
  const t = useTranslate()
  return (
    <>
      {lines.map((line) => {
        const { line: n, product, lot } = line.expected
        return (
          <View className="ec-receive-sum" key={n}>
            <View className="ec-receive-line__head">
              <View className="ec-receive-sum__name">
                {n}. {names.get(product) ?? product} · {t('receive.lot', { lot })}
              </View>
              <LineStatusTag line={line} />
            </View>
            <LineNumbers line={line} />
          </View>
        )
      })}
    </>
  )
}

const kinds: readonly ReceiptKind[] = ['final', 'partial']

const Settings = ({ counting }: { counting: Counting }) => {
  const t = useTranslate()
  const { state, dispatch } = counting
  return (
    <Section>
      <Choice
        label={t('receive.kind')}
        value={state.kind}
        options={kinds.map((value) => ({
          value,
          text: t(`receive.kind.${value}`),
          hint: t(`receive.kindHint.${value}`),
        }))}
        onChange={(kind) => {
          dispatch({ type: 'kind', kind })
        }}
      />
      <PlacePicker
        label={t('receive.place')}
        value={state.place}
        onChange={(place) => {
          dispatch({ type: 'place', place })
        }}
      />
    </Section>
  )
}

const noteOf = (forecast: Forecast, place: string): Key | undefined => {
  if (forecast.words === 'untouched') return 'receive.note.untouched'
  if (place === '') return 'receive.note.place'
  if (forecast.words === 'blind') return 'receive.note.blind'
  return forecast.tone === 'good' ? undefined : 'receive.note.refused'
}

export const ReviewStep = ({ preview, counting, busy, names, onConfirm, onBack }: Props) => {
  const t = useTranslate()
  const forecast = forecastOf(preview)
  const refused = forecast.tone === 'caution' || forecast.tone === 'bad'
  const { place } = counting.state
  const note = noteOf(forecast, place)
  const differences = forecast.words === 'untouched' ? [] : (preview.result?.differences ?? [])
  return (
    <Screen
      title={t('receive.reviewTitle')}
      back={false}
      action={<SessionMenu />}
      footer={
        <ConfirmBar
          kind={refused ? 'danger' : 'main'}
          text={t(refused ? 'receive.confirmAnyway' : 'receive.confirm')}
          disabled={forecast.words === 'untouched' || place === '' || preview.broken}
          busy={busy}
          note={note === undefined ? undefined : t(note)}
          onPress={onConfirm}
        >
          <Button text={t('receive.countOn')} onPress={onBack} />
        </ConfirmBar>
      }
    >
      <View className="ec-receive-forecast">
        <Verdict
          tone={forecast.tone}
          sentence={t(`receive.forecast.${forecast.words}`)}
          reason={t(`receive.forecastText.${forecast.words}`)}
        />
      </View>
      <Settings counting={counting} />
      <Section title={t('receive.numbers')}>
        <Numbers lines={preview.lines} names={names} />
      </Section>
      {differences.length === 0 ? null : (
        <Section title={t('receive.differences')}>
          <DifferenceList differences={differences} names={names} />
        </Section>
      )}
    </Screen>
  )
}

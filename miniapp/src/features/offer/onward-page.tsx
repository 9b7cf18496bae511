// Scan what lies there, choose who gets it: offer and dispatch are filled in from the chain (扫码快速交易).
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OnwardDraft } from '@ectrace/shared/api/trade-views'
import type { BatchView, Me } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useActForm } from '../../api/use-act-form'
import { useFetch, type Fetched } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { pageOrigin } from '../../platform/device'
import { replaceWith } from '../../platform/navigation'
import { store } from '../../platform/storage'
import { checkChoice, checkDay } from '../../state/check-field'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { ForRoles } from '../../ui/for-roles'
import { FormScreen } from '../../ui/form-screen'
import { instantOf } from '../../ui/moment'
import { Notice } from '../../ui/notice'
import { QrCode } from '../../ui/qr-code'
import { Row } from '../../ui/row'
import { ScanPanel } from '../../ui/scan-panel'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Skeleton } from '../../ui/skeleton'
import type { Tone } from '../../ui/tone'
import { BuyerPicker } from './buyer-picker'
import { nothingScanned, readOnward, scanGoods, type OnwardDraftOnPhone, type ScannedGoods } from './onward-codes'
import { OnwardGoods } from './onward-goods'
import './offer.scss'

const name = 'onward:new'
const tones: Record<ScannedGoods['kind'], Tone> = { added: 'good', duplicate: 'caution', wrong: 'bad', full: 'caution' }
const cues = { good: 'hit', caution: 'duplicate', bad: 'miss', act: 'duplicate', wait: 'duplicate' } as const

type Codes = { codes: readonly string[]; onCodes: (codes: string[]) => void }

const Scan = ({ codes, onCodes }: Codes) => {
  const t = useTranslate()
  const [found, setFound] = useState<ScannedGoods | undefined>(undefined)
  const sentence = (scanned: ScannedGoods): string =>
    'path' in scanned
      ? t(`onward.scan.${scanned.kind}`, { code: scanned.path.slice(-8) })
      : t(`onward.scan.${scanned.kind}`)
  const take = (text: string, typed: boolean): void => {
    const scanned = scanGoods(text, typed, codes)
    playCue(cues[tones[scanned.kind]])
    announce(sentence(scanned))
    setFound(scanned)
    if (scanned.kind === 'added') onCodes([...codes, scanned.path])
  }
  return (
    <View className="ec-offer-scan">
      <ScanPanel
        low
        onText={(text, source) => {
          take(text, source === 'typed')
        }}
      />
      {found === undefined ? null : <Notice tone={tones[found.kind]} title={sentence(found)} />}
    </View>
  )
}

/** Every code with what the server says of it, the newest first, each of which can be laid aside. */
const Scanned = ({ codes, onCodes, faults }: Codes & { faults: ReadonlyMap<string, string> }) => {
  const t = useTranslate()
  if (codes.length === 0) return null
  return (
    <Section title={t('onward.scanned', { count: codes.length })} flush>
      {codes
        .map((code, i) => ({ code, wrong: faults.get(`codes.${String(i)}`) }))
        .reverse()
        .map(({ code, wrong }) => (
          <Row
            key={code}
            icon={wrong === undefined ? 'check' : 'alert'}
            title={`…${code.slice(-10)}`}
            note={wrong}
            value={
              <Button
                kind="quiet"
                icon="cross"
                text=""
                label={t('onward.layAside', { code: code.slice(-8) })}
                onPress={() => {
                  onCodes(codes.filter((other) => other !== code))
                }}
              />
            }
          />
        ))}
    </Section>
  )
}

const Offered = ({ no, path }: { no: string; path: string }) => {
  const t = useTranslate()
  return (
    <>
      <Section title={t('offer.qr')}>
        <QrCode text={`${pageOrigin()}${path}`} />
        <View className="ec-line__note">{t('onward.next')}</View>
      </Section>
      <Button
        kind="main"
        text={t('offer.open')}
        onPress={() => {
          replaceWith('trade', { no })
        }}
      />
    </>
  )
}

const checkOnward = ({ codes, buyer, promised }: OnwardDraftOnPhone) => [
  ...(codes.length === 0 ? [{ field: 'codes', rule: 'required' }] : []),
  ...checkChoice('buyer', buyer),
  ...(promised === '' ? [] : checkDay('promisedAt', promised)),
]

/** What is loaded waits on this phone until the buyer has agreed: the page of the dispatch finds it there. */
const keepLoad = (no: string, { dispatch }: OnwardDraft): void => {
  store(`onward:${no}`, dispatch)
}

const useMade = (codes: readonly string[]): Fetched<OnwardDraft> =>
  useFetch(codes.length === 0 ? undefined : `onward:${codes.join()}`, () =>
    call(endpoints.draftOnward, { body: { codes: [...codes] } }),
  )

const OnwardForm = ({ me }: { me: Me }) => {
  const t = useTranslate()
  const batches = useFetch('onward:batches', () => call(endpoints.batches, { query: { limit: 200 } }))
  const [made, setMade] = useState<OnwardDraft | undefined>(undefined)
  const form = useActForm({
    form: name,
    initial: nothingScanned,
    read: readOnward,
    check: checkOnward,
    send: async (draft, key) => {
      const body = made ?? (await call(endpoints.draftOnward, { body: { codes: draft.codes } }))
      const offered = await call(endpoints.offerTrade, {
        body: {
          buyer: draft.buyer,
          ...body.offer,
          ...(draft.promised === '' ? {} : { promisedAt: instantOf({ day: draft.promised, time: '23:59' }) }),
        },
        form: key,
      })
      keepLoad(offered.no, body)
      return offered
    },
  })
  const { value, set, error } = form
  const asked = useMade(value.codes)
  if (asked.data !== made) setMade(asked.data)
  const faults = new Map((asked.failure?.faults ?? []).map(({ field }) => [field, t('onward.notHeld')]))
  const known: readonly BatchView[] = batches.data?.items ?? []
  const setCodes = (codes: string[]): void => {
    set({ codes })
  }
  return (
    <FormScreen
      title={t('onward.title')}
      form={form}
      name={name}
      act={t('offer.act')}
      done={t('offer.done')}
      disabled={made === undefined}
      note={value.codes.length === 0 ? t('onward.first') : undefined}
      next={({ no, path }) => <Offered no={no} path={path} />}
    >
      <Scan codes={value.codes} onCodes={setCodes} />
      {asked.failure === undefined ? null : (
        <ErrorState failure={asked.failure} subject={t('onward.goods')} onRetry={asked.reload} />
      )}
      {value.codes.length > 0 && asked.loading ? <Skeleton lines={2} /> : null}
      {made === undefined ? null : <OnwardGoods made={made} batches={known} />}
      <Scanned codes={value.codes} onCodes={setCodes} faults={faults} />
      <Section>
        <BuyerPicker
          own={me.organisation.id}
          value={value.buyer}
          name={value.buyerName}
          error={error('buyer')}
          onChange={(buyer, buyerName) => {
            set({ buyer, buyerName })
          }}
        />
        <Field
          label={t('offer.promised')}
          kind="day"
          optional
          value={value.promised}
          error={error('promisedAt')}
          onChange={(promised) => {
            set({ promised })
          }}
        />
      </Section>
    </FormScreen>
  )
}

export const OnwardPage = () => {
  const t = useTranslate()
  const me = useSession()?.me
  if (me?.roles.includes('trader') === true) return <OnwardForm me={me} />
  return (
    <Screen title={t('onward.title')}>
      <ForRoles roles={['trader']}>{null}</ForRoles>
    </Screen>
  )
}

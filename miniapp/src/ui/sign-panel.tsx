// For people who keep their own key: what is to be signed in words, one tap where the key is on this device, else where to bring the signature.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Recorded } from '@ectrace/shared/api/views'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { signPrepared } from '@ectrace/shared/proof/own-key'
import { call } from '../api/call'
import { openedKey, openKey, useOwnKeys } from '../api/own-keys'
import { useSession } from '../api/session'
import { useFetch } from '../api/use-fetch'
import { useSubmit } from '../api/use-submit'
import { describeFault } from '../i18n/describe-fault'
import { useTranslate } from '../i18n/translate'
import { Button } from './button'
import { CopyButton } from './copy-button'
import { EnvelopeWords } from './envelope-words'
import { ErrorState } from './error-state'
import { Field } from './field'
import { Fold } from './fold'
import { PinSheet } from './pin-sheet'
import { Section } from './section'

type Props = {
  transaction: string
  envelope: Envelope | undefined
  /** Absent: the values are not shown in words. */
  openings?: Openings | undefined
  onSigned: (recorded: Recorded) => void
}

const grammar = /^[0-9a-f]{128}$/

/** A signature that was made elsewhere. */
const Elsewhere = ({ transaction, envelope, onSigned }: Omit<Props, 'openings'>) => {
  const t = useTranslate()
  const [signature, setSignature] = useState('')
  const wrong = signature !== '' && !grammar.test(signature)
  const sending = useSubmit(async () => {
    onSigned(await call(endpoints.signTransaction, { params: { id: transaction }, body: { signature } }))
  })
  return (
    <>
      {envelope === undefined ? null : (
        <View className="ec-outcome__copy">
          <CopyButton text={canonical(envelope)} word={t('outcome.copyEnvelope')} />
        </View>
      )}
      <Field
        label={t('outcome.signature')}
        hint={t('outcome.signatureHint')}
        error={wrong ? describeFault({ field: 'signature', rule: 'signature.p256' }) : undefined}
        value={signature}
        lines={3}
        onChange={(text) => {
          setSignature(text.trim().toLowerCase())
        }}
      />
      {sending.failure === undefined ? null : <ErrorState failure={sending.failure} />}
      <Button text={t('outcome.send')} disabled={!grammar.test(signature)} busy={sending.busy} onPress={sending.run} />
    </>
  )
}

/** With the key of this device, which is opened by its PIN once in five minutes. */
const OnThisDevice = ({ transaction, envelope, openings, onSigned, publicKey }: Props & { publicKey: string }) => {
  const t = useTranslate()
  const [asking, setAsking] = useState(false)
  const [wrong, setWrong] = useState(false)
  const [opening, setOpening] = useState(false)
  const sending = useSubmit(async (privateKey: string) => {
    const signature = signPrepared(
      { transaction, envelope, ...(openings === undefined ? {} : { openings }) },
      privateKey,
    )
    onSigned(await call(endpoints.signTransaction, { params: { id: transaction }, body: { signature } }))
  })
  const sign = (): void => {
    const open = openedKey(publicKey)
    setWrong(false)
    setAsking(open === undefined)
    if (open !== undefined) sending.run(open)
  }
  const tryPin = async (pin: string): Promise<void> => {
    setOpening(true)
    const done = await openKey(publicKey, pin)
    setOpening(false)
    if (done) sign()
    else setWrong(true)
  }
  return (
    <>
      {sending.failure === undefined ? null : <ErrorState failure={sending.failure} />}
      <Button kind="main" icon="check" text={t('sign.go')} busy={sending.busy} onPress={sign} />
      {asking ? (
        <PinSheet
          title={t('sign.pin')}
          note={wrong ? t('pin.wrongKey') : t('sign.pinNote')}
          wrong={wrong}
          busy={opening}
          act={t('pin.open')}
          onPin={(pin) => void tryPin(pin)}
          onClose={() => {
            setAsking(false)
          }}
        />
      ) : null}
    </>
  )
}

export const SignPanel = (props: Props) => {
  const t = useTranslate()
  const { envelope, openings, transaction } = props
  const user = useSession()?.me.user
  const registered = useFetch(user === undefined ? undefined : `account:${user}`, () => call(endpoints.account, {}))
  const publicKey = registered.data?.publicKey
  const keys = useOwnKeys()
  const here = typeof publicKey === 'string' && keys.includes(publicKey)
  return (
    <Section title={t('sign.what')}>
      {envelope === undefined ? null : <EnvelopeWords envelope={envelope} openings={openings} />}
      {here ? <OnThisDevice {...props} publicKey={publicKey} /> : null}
      {here ? (
        <Fold title={t('sign.elsewhere')}>
          <Elsewhere transaction={transaction} envelope={envelope} onSigned={props.onSigned} />
        </Fold>
      ) : (
        <Elsewhere transaction={transaction} envelope={envelope} onSigned={props.onSigned} />
      )}
    </Section>
  )
}

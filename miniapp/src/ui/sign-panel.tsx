// For people who keep their own key: what to sign, and where to bring the signature.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Recorded } from '@ectrace/shared/api/views'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Envelope } from '@ectrace/shared/proof/envelope'
import { call } from '../api/call'
import { useSubmit } from '../api/use-submit'
import { describeFault } from '../i18n/describe-fault'
import { useTranslate } from '../i18n/translate'
import { Button } from './button'
import { CopyButton } from './copy-button'
import { ErrorState } from './error-state'
import { Field } from './field'
import { Section } from './section'

type Props = { transaction: string; envelope: Envelope | undefined; onSigned: (recorded: Recorded) => void }

const grammar = /^[0-9a-f]{128}$/

export const SignPanel = ({ transaction, envelope, onSigned }: Props) => {
  const t = useTranslate()
  const [signature, setSignature] = useState('')
  const wrong = signature !== '' && !grammar.test(signature)
  const sending = useSubmit(async () => {
    onSigned(await call(endpoints.signTransaction, { params: { id: transaction }, body: { signature } }))
  })
  return (
    <Section>
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
    </Section>
  )
}

// Keeping one's own signing key on this device: made here or brought, sealed under a PIN, shown once, deleted on demand.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { ownKeyOf } from '@ectrace/shared/proof/own-key'
import { forgetOwnKey, keepOwnKey, makeOwnKey, useOwnKeys } from '../../api/own-keys'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Field } from '../../ui/field'
import { Fold } from '../../ui/fold'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'
import { useNewPin } from '../../ui/use-new-pin'

const Shown = ({ text, word }: { text: string; word: string }) => (
  <>
    <View className="ec-row__note">{word}</View>
    <View className="ec-account-key">{text}</View>
    <View className="ec-account-acts">
      <CopyButton text={text} label={word} />
    </View>
  </>
)

/** Seals `privateKey` under a PIN that is asked for. */
const useKeeping = (onKept: () => void) => {
  const t = useTranslate()
  const [key, setKey] = useState('')
  const { ask, sheet } = useNewPin({
    title: t('account.keyPin'),
    note: t('account.keyPinNote'),
    onPin: async (pin) => {
      const kept = await keepOwnKey(pin, key)
      showToast(t(kept === undefined ? 'account.keyWrong' : 'account.keyKept'), kept === undefined ? 'bad' : 'good')
      if (kept !== undefined) onKept()
    },
  })
  return {
    keep: (privateKey: string) => {
      setKey(privateKey)
      ask()
    },
    sheet,
  }
}

/** The private key is shown once, because there is no other copy. */
const Make = () => {
  const t = useTranslate()
  const [secret, setSecret] = useState<string | undefined>(undefined)
  const { keep, sheet } = useKeeping(() => {
    setSecret(undefined)
  })
  return (
    <>
      {secret === undefined ? (
        <Button
          text={t('account.makeKey')}
          onPress={() => {
            void makeOwnKey().then(setSecret)
          }}
        />
      ) : (
        <Notice tone="caution" icon="lock" title={t('account.secretNote')}>
          <Shown text={secret} word={t('account.privateKey')} />
          <Button
            kind="main"
            text={t('account.keepKey')}
            onPress={() => {
              keep(secret)
            }}
          />
        </Notice>
      )}
      {sheet}
    </>
  )
}

const Bring = ({ registered }: { registered: string | null }) => {
  const t = useTranslate()
  const [text, setText] = useState('')
  const { keep, sheet } = useKeeping(() => {
    setText('')
  })
  const found = ownKeyOf(text)
  const whole = text.length >= 64
  const error = !whole
    ? undefined
    : found === undefined
      ? t('account.keyWrong')
      : registered !== null && found.publicKey !== registered
        ? t('account.keyOther')
        : undefined
  return (
    <Fold title={t('account.pasteKey')}>
      <Field
        kind="password"
        label={t('account.privateKey')}
        hint={t('account.privateHint')}
        error={error}
        value={text}
        maxLength={64}
        autoComplete="off"
        onChange={(typed) => {
          setText(typed.trim().toLowerCase())
        }}
      />
      <Button
        text={t('account.keepKey')}
        disabled={found === undefined || error !== undefined}
        onPress={() => {
          keep(text)
        }}
      />
      {sheet}
    </Fold>
  )
}

const Kept = ({ publicKey }: { publicKey: string }) => {
  const t = useTranslate()
  const [sure, setSure] = useState(false)
  return (
    <>
      <Shown text={publicKey} word={`${t('account.publicKey')} · ${t('account.keyHere')}`} />
      {sure ? (
        <Notice tone="caution" icon="alert" title={t('account.forgetSure')}>
          <View className="ec-account-acts">
            <Button
              text={t('account.keep')}
              onPress={() => {
                setSure(false)
              }}
            />
            <Button
              kind="danger"
              wide={false}
              text={t('account.forgetGo')}
              onPress={() => {
                forgetOwnKey(publicKey)
              }}
            />
          </View>
        </Notice>
      ) : (
        <View className="ec-account-acts">
          <Button
            kind="quiet"
            text={t('account.forgetKey')}
            onPress={() => {
              setSure(true)
            }}
          />
        </View>
      )}
    </>
  )
}

/** `registered`: the public key that the chain knows the account by; null where the platform keeps the key. */
export const KeyPart = ({ registered }: { registered: string | null }) => {
  const t = useTranslate()
  const keys = useOwnKeys()
  const own = registered !== null
  const missing = own && !keys.includes(registered)
  return (
    <Section title={t('account.key')}>
      <View>{t(own ? 'account.keyOwn' : 'account.keyHosted')}</View>
      {missing ? <View>{t('account.keyAway')}</View> : null}
      {keys.map((publicKey) => (
        <Kept key={publicKey} publicKey={publicKey} />
      ))}
      {own ? null : <Make />}
      {own && !missing ? null : <Bring registered={registered} />}
    </Section>
  )
}

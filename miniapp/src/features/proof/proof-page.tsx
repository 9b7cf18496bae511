// The page that checks a proof file: one button, then one verdict, and below it what the file shows.
import { View } from '@tarojs/components'
import { AppError, messageOf } from '@ectrace/shared/errors'
import { maxProofFile } from '@ectrace/shared/proof/proof-file'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { useState } from 'react'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { pickFile } from '../../platform/device-files'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Fold } from '../../ui/fold'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Verdict } from '../../ui/verdict'
import { checkProof, type ProofCheck } from './check-proof'
import { Proven } from './proven'
import './proof.scss'

/** Bytes: a character of the file takes at most three. */
const most = 3 * maxProofFile

const isKey = (text: string): boolean => {
  try {
    parseVerifierKey(text)
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const Outcome = ({ check }: { check: ProofCheck }) => {
  const t = useTranslate()
  const language = useLanguage()
  if (check.state === 'no-key')
    return <Verdict tone="caution" sentence={t('proof.noKey')} reason={t('proof.noKey.reason')} />
  if (check.state === 'holds')
    return <Verdict tone="good" icon="shield" sentence={t('proof.holds')} reason={t('proof.holds.reason')} />
  return (
    <Verdict
      tone="bad"
      sentence={t('proof.broken')}
      reason={t('proof.broken.reason', { what: messageOf(check.code, language) })}
      also={[t('failure.code', { code: check.code })]}
    />
  )
}

type Chosen = { name: string; check: ProofCheck | undefined }

/** A file that could not even be read is as broken as one that does not hold. */
const broken = (error: unknown): ProofCheck => {
  if (error instanceof AppError) return { state: 'broken', code: error.code, faults: error.details.faults ?? [] }
  throw error
}

const useChosen = (typed: string): { chosen: Chosen | undefined; choose: () => Promise<void> } => {
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined)
  const choose = async (): Promise<void> => {
    try {
      const file = await pickFile(most, ['json'])
      if (file === undefined) return
      setChosen({ name: file.name, check: undefined })
      setChosen({ name: file.name, check: await checkProof(file.bytes, typed) })
    } catch (error) {
      setChosen({ name: '', check: broken(error) })
    }
  }
  return { chosen, choose }
}

/** Which file, and for one that is malformed where. */
const FileLine = ({ chosen: { name, check } }: { chosen: Chosen }) => {
  const t = useTranslate()
  const faults = check?.state === 'broken' ? check.faults : []
  return (
    <>
      <View className="ec-proof-line">
        {t('proof.file')} <View className="ec-proof-file">{name.slice(0, 120)}</View>
      </View>
      {faults.map(({ field, rule }) => (
        <View className="ec-proof-line ec-mono" key={`${field} ${rule}`}>
          {field} {rule}
        </View>
      ))}
    </>
  )
}

export const ProofPage = () => {
  const t = useTranslate()
  const [key, setKey] = useState('')
  const typed = key.trim()
  const wrongKey = typed !== '' && !isKey(typed)
  const { chosen, choose } = useChosen(typed)
  const check = chosen?.check
  const title = t(chosen === undefined ? 'proof.choose' : 'proof.another')
  return (
    <Screen title={t('proof.title')}>
      {chosen === undefined || check !== undefined ? null : <Verdict tone="wait" sentence={t('proof.checking')} />}
      {check === undefined ? null : <Outcome check={check} />}
      <Section>
        {chosen === undefined ? (
          <View className="ec-proof-line">{t('proof.intro')}</View>
        ) : (
          <FileLine chosen={chosen} />
        )}
        <Button kind="main" icon="certificate" text={title} disabled={wrongKey} onPress={() => void choose()} />
        <Fold title={t('proof.keyFold')} icon="lock" open={check?.state === 'no-key'}>
          <Field
            label={t('proof.key')}
            kind="code"
            value={key}
            onChange={setKey}
            hint={t('proof.keyHint')}
            {...(wrongKey ? { error: t('proof.keyWrong') } : {})}
          />
        </Fold>
      </Section>
      {check?.state === 'holds' ? <Proven proven={check.proven} source={check.source} /> : null}
    </Screen>
  )
}

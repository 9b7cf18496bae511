// Saves the proof of one record as a file that anybody can check, off line and without this platform.
import type { ProvenRecord } from '@ectrace/shared/api/views'
import { useEffect, useState } from 'react'
import { useTranslate } from '../../i18n/translate'
import { saveFile } from '../../platform/device-files'
import { Button } from '../../ui/button'
import { showToast } from '../../ui/toast'
import type { proofText } from './proof-text'
import type { Painted } from './use-trace'

type Props = { painted: Painted; record: ProvenRecord; kind?: 'quiet' | 'plain' }

/** Only of a record that this device has found to hold: what would be refused elsewhere is not handed out. */
export const SaveProof = ({ painted: { view, trust }, record, kind = 'quiet' }: Props) => {
  const t = useTranslate()
  const [make, setMake] = useState<typeof proofText | undefined>(undefined)
  // Before the tap: WeChat hands a file on only while somebody presses.
  useEffect(() => {
    let left = false
    void import(/* webpackChunkName: "checks" */ './proof-text').then((module) => {
      if (!left) setMake(() => module.proofText)
    })
    return () => {
      left = true
    }
  }, [])
  if (trust === undefined || make === undefined) return null
  const save = async (): Promise<void> => {
    const { transaction, op: operation } = record
    const text = make(view, record, trust.verifierKey)
    const saved = await saveFile(`ectrace-proof-${transaction.slice(0, 12)}-${operation}.json`, text)
    showToast(t(saved ? 'trace.proof.saved' : 'trace.proof.saveRefused'), saved ? 'good' : 'caution')
  }
  return (
    <Button kind={kind} wide={kind === 'plain'} icon="save" text={t('trace.proof.save')} onPress={() => void save()} />
  )
}

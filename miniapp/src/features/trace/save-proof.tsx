// Saves the proof of one record as a file that anybody can check, off line and without this platform.
import type { ProvenRecord } from '@ectrace/shared/api/views'
import { makeProofFile } from '@ectrace/shared/proof/proof-file'
import { useTranslate } from '../../i18n/translate'
import { saveFile } from '../../platform/device-files'
import { Button } from '../../ui/button'
import { showToast } from '../../ui/toast'
import { keyOf } from './check-record'
import type { Painted } from './use-trace'

type Props = { painted: Painted; record: ProvenRecord; kind?: 'quiet' | 'plain' }

/** Only of a record that this device has found to hold: what would be refused elsewhere is not handed out. */
export const SaveProof = ({ painted: { view, trust }, record, kind = 'quiet' }: Props) => {
  const t = useTranslate()
  if (trust === undefined) return null
  const save = async (): Promise<void> => {
    const { leaf, op: operation, fields, leafIndex, path, transaction } = record
    const { verifierKey } = trust
    const { checkpoint } = view
    const publicKey = keyOf(view, record)
    const text = makeProofFile({ verifierKey, checkpoint, operation, leaf, leafIndex, path, fields, publicKey })
    const saved = await saveFile(`ectrace-proof-${transaction.slice(0, 12)}-${operation}.json`, text)
    showToast(t(saved ? 'trace.proof.saved' : 'trace.proof.saveRefused'), saved ? 'good' : 'caution')
  }
  return (
    <Button kind={kind} wide={kind === 'plain'} icon="save" text={t('trace.proof.save')} onPress={() => void save()} />
  )
}

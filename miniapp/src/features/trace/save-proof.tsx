// Saves the proof of one record as a file that anybody can check, off line and without this platform.
import type { ProvenRecord } from '@ectrace/shared/api/views'
import { makeProofFile } from '@ectrace/shared/proof/proof-file'
import { useTranslate } from '../../i18n/translate'
import { saveFile } from '../../platform/device-files'
import { Button } from '../../ui/button'
import { showToast } from '../../ui/toast'
import { keyOf } from './check-record'
import type { Painted } from './use-trace'

/** Only of a record that this device has found to hold: what would be refused elsewhere is not handed out. */
export const SaveProof = ({ painted: { view, trust }, record }: { painted: Painted; record: ProvenRecord }) => {
  const t = useTranslate()
  if (trust === undefined) return null
  const save = async (): Promise<void> => {
    const { leaf, op: operation, fields, leafIndex, path, transaction } = record
    const { verifierKey } = trust
    const { checkpoint } = view
    const publicKey = keyOf(view, record)
    const text = makeProofFile({ verifierKey, checkpoint, operation, leaf, leafIndex, path, fields, publicKey })
    const saved = await saveFile(`ectrace-proof-${transaction.slice(0, 12)}-${operation}.json`, text)
    if (!saved) showToast(t('trace.proof.saveRefused'), 'caution')
  }
  return <Button kind="quiet" icon="save" text={t('trace.proof.save')} onPress={() => void save()} />
}

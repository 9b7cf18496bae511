// Tables to take away: one of ten, as a workbook or CSV, whole or not at all, with how much has come and a way to stop.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { useState } from 'react'
import { call, callFile } from '../../api/call'
import { useSession } from '../../api/session'
import { useDownload } from '../../api/use-download'
import { useFetch } from '../../api/use-fetch'
import { describeFault } from '../../i18n/describe-fault'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { useDraft } from '../../state/use-draft'
import { Choice } from '../../ui/choice'
import { DownloadBar } from '../../ui/download-bar'
import { Field } from '../../ui/field'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { Picker } from '../../ui/picker'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import {
  canNameBatch,
  canSaySince,
  checkExport,
  exportFormats,
  exportKinds,
  exportQuery,
  firstExport,
  kindOf,
  mustNameBatch,
  readExport,
  type ExportDraft,
} from './export-draft'

type Fields = {
  value: ExportDraft
  set: (patch: Partial<ExportDraft>) => void
  error: (field: string) => string | undefined
}

const whole = ''

const BatchField = ({ value, set, error }: Fields) => {
  const t = useTranslate()
  const batches = useFetch('exports:batches', () => call(endpoints.batches, { query: { limit: 200 } }))
  const all = mustNameBatch(kindOf(value)) ? [] : [{ value: whole, text: t('exports.allBatches') }]
  return (
    <Loaded from={batches} subject={t('exports.batch')} lines={1}>
      {({ items }) => (
        <Picker
          label={t('exports.batch')}
          options={[...all, ...items.map(({ id, lot, product }) => ({ value: id, text: lot, note: product.name }))]}
          value={value.batch}
          error={error('batch')}
          onChange={(batch) => {
            set({ batch })
          }}
        />
      )}
    </Loaded>
  )
}

const Part = (fields: Fields) => {
  const t = useTranslate()
  const { value, set, error } = fields
  const kind = kindOf(value)
  return (
    <>
      {canNameBatch(kind) ? <BatchField {...fields} /> : null}
      {canSaySince(kind) ? (
        <Field
          label={t('exports.since')}
          hint={t('exports.sinceHint')}
          kind="day"
          optional
          value={value.since}
          error={error('since')}
          onChange={(since) => {
            set({ since })
          }}
        />
      ) : (
        <View className="ec-line__note">{t('exports.now')}</View>
      )}
    </>
  )
}

const ExportForm = () => {
  const t = useTranslate()
  const language = useLanguage()
  const draft = useDraft('exports', firstExport, readExport)
  const [tried, setTried] = useState(false)
  const { value } = draft
  const kind = kindOf(value)
  const download = useDownload(
    () => `${kind}.${value.format}`,
    (progress) => callFile(endpoints.exportTable, { params: { kind }, query: exportQuery(value, language) }, progress),
  )
  const set = (patch: Partial<ExportDraft>): void => {
    download.clear()
    draft.set({ ...value, ...patch })
  }
  const own = checkExport(value)
  const faults = [...(tried ? own : []), ...(download.failure?.faults ?? [])]
  const error = (field: string): string | undefined => {
    const fault = faults.find((each) => each.field === field)
    return fault && describeFault(fault)
  }
  return (
    <>
      <Section>
        <Picker
          label={t('exports.kind')}
          options={exportKinds.map((one) => ({
            value: one,
            text: t(`exports.kind.${one}`),
            note: t(`exports.kindHint.${one}`),
          }))}
          value={kind}
          hint={t(`exports.kindHint.${kind}`)}
          onChange={(picked) => {
            set({ kind: picked })
          }}
        />
        <Part value={value} set={set} error={error} />
        <Choice
          label={t('exports.format')}
          options={exportFormats.map((format) => ({
            value: format,
            text: t(`exports.format.${format}`),
            hint: t(`exports.formatHint.${format}`),
          }))}
          value={exportFormats.find((format) => format === value.format)}
          onChange={(format) => {
            set({ format })
          }}
        />
      </Section>
      <View className="ec-line__note">{t('exports.whole')}</View>
      <DownloadBar
        of={download}
        text={t('exports.download', { kind: t(`exports.kind.${kind}`) })}
        onStart={() => {
          setTried(true)
          if (own.length === 0) download.start()
        }}
      />
    </>
  )
}

export const ExportsPage = () => {
  const t = useTranslate()
  const user = useSession()?.me.user
  return (
    <Screen title={t('exports.title')}>
      <ForRoles roles={['trader', 'administrator']}>
        <ExportForm key={user} />
      </ForRoles>
    </Screen>
  )
}

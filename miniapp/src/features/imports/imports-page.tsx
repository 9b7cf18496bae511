// Products, places, batches and trades out of a file: choosing one, and, with `id`, what was read and writing it.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ImportKind } from '@ectrace/shared/api/file-views'
import { AppError } from '@ectrace/shared/errors'
import { useState } from 'react'
import { ApiFailure } from '../../api/api-failure'
import { call, callFile } from '../../api/call'
import { useDownload } from '../../api/use-download'
import { useSubmit } from '../../api/use-submit'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { pickFile } from '../../platform/device-files'
import { goTo, useParameters } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { DownloadBar } from '../../ui/download-bar'
import { ErrorState } from '../../ui/error-state'
import { ForRoles } from '../../ui/for-roles'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { ImportCheck } from './import-check'
import './imports.scss'

const kinds = ['products', 'places', 'batches', 'trades'] as const satisfies readonly ImportKind[]
const mostBytes = 8 * 1024 * 1024

const types: Record<string, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
}

const typeOf = (name: string): string => types[name.toLowerCase().split('.').at(-1) ?? ''] ?? 'application/octet-stream'

/** undefined: nothing was chosen. */
const pickTable = async (): Promise<Awaited<ReturnType<typeof pickFile>>> => {
  try {
    return await pickFile(mostBytes, ['csv', 'xlsx'])
  } catch (cause) {
    // Said as if the server had said it: it would.
    if (cause instanceof AppError) throw new ApiFailure({ code: cause.code, status: 0, details: cause.details })
    throw cause
  }
}

const Template = ({ kind, format }: { kind: ImportKind; format: 'csv' | 'xlsx' }) => {
  const t = useTranslate()
  const language = useLanguage()
  const download = useDownload(
    () => `${kind}-template.${format}`,
    (progress) => callFile(endpoints.importTemplate, { params: { kind }, query: { format, language } }, progress),
  )
  return <DownloadBar of={download} kind="plain" text={t(`imports.template.${format}`)} />
}

const Choose = () => {
  const t = useTranslate()
  const [kind, setKind] = useState<ImportKind>('products')
  const sending = useSubmit(async () => {
    const file = await pickTable()
    if (file === undefined) return
    const binary = { bytes: file.bytes.buffer, type: typeOf(file.name), name: file.name }
    const { id } = await call(endpoints.addImport, { params: { kind }, binary, deadline: 120_000 })
    goTo('imports', { id })
  })
  return (
    <Screen title={t('imports.title')}>
      <ForRoles roles={['trader']}>
        <Section>
          <Choice
            label={t('imports.kind')}
            options={kinds.map((each) => ({
              value: each,
              text: t(`imports.kind.${each}`),
              hint: t(`imports.kindHint.${each}`),
            }))}
            value={kind}
            onChange={setKind}
          />
        </Section>
        <Section title={t('imports.template')}>
          <View className="ec-line__note">{t('imports.templateText')}</View>
          <Template key={`xlsx:${kind}`} kind={kind} format="xlsx" />
          <Template key={`csv:${kind}`} kind={kind} format="csv" />
        </Section>
        <Section title={t('imports.file')}>
          <View className="ec-line__note">{t('imports.fileText')}</View>
          <Button
            kind="main"
            icon="plus"
            text={t('imports.choose')}
            busy={sending.busy}
            onPress={() => {
              sending.run()
            }}
          />
          {sending.failure === undefined ? null : <ErrorState failure={sending.failure} subject={t('imports.file')} />}
        </Section>
      </ForRoles>
    </Screen>
  )
}

export const ImportsPage = () => {
  const { id } = useParameters()
  return id === undefined || id === '' ? <Choose /> : <ImportCheck id={id} />
}

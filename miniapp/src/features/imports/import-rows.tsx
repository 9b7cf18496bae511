// The rows of a file as they were read, those that are wrong first, each with what is wrong in words.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ImportRow, ImportView } from '@ectrace/shared/api/file-views'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { FieldFault } from '@ectrace/shared/errors'
import { useState } from 'react'
import { call } from '../../api/call'
import { usePages } from '../../api/use-pages'
import { describeFault, nameField } from '../../i18n/describe-fault'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Icon } from '../../ui/icon'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Section } from '../../ui/section'
import { Tabs } from '../../ui/tabs'

type Columns = ImportView['columns']

/** As the file calls it. */
const titleOf = (columns: Columns, { field }: FieldFault): string =>
  columns.find(({ name }) => name === field)?.title ?? nameField(field)

const OneRow = ({ row: { row, values, faults }, columns }: { row: ImportRow; columns: Columns }) => {
  const t = useTranslate()
  const language = useLanguage()
  const said = columns.flatMap(({ name }) => {
    const value = values[name]
    if (value === undefined || value === '') return []
    return [name === 'unit' ? unitOfMeasureLabel(value, language) : value]
  })
  return (
    <View className="ec-imports-row">
      <View className="ec-imports-row__head">
        <View className="ec-imports-row__number">{t('imports.row', { n: row })}</View>
        <View className="ec-imports-row__values">{said.join(' · ')}</View>
      </View>
      {faults.map((fault) => (
        <View className="ec-imports-row__fault" key={`${fault.field} ${fault.rule}`}>
          <Icon name="alert" size="small" />
          <View>
            {t('failure.fault', { field: titleOf(columns, fault), fault: describeFault(fault) })}
            {fault.value === undefined || fault.value === '' ? '' : ` ${t('imports.value', { value: fault.value })}`}
          </View>
        </View>
      ))}
    </View>
  )
}

export const ImportRows = ({ file }: { file: ImportView }) => {
  const t = useTranslate()
  const [only, setOnly] = useState<'bad' | 'good'>(file.bad > 0 ? 'bad' : 'good')
  const rows = usePages(`import:${file.id}:${only}`, (after) =>
    call(endpoints.importRows, { params: { id: file.id }, query: { after, only, limit: 50 } }),
  )
  return (
    <>
      <Tabs
        label={t('imports.rows')}
        tabs={[
          { value: 'bad', text: t('imports.bad') },
          { value: 'good', text: t('imports.good') },
        ]}
        value={only}
        onChange={setOnly}
      />
      <Section flush>
        <Loaded from={rows} subject={t('imports.rows')}>
          {(items) =>
            items.length === 0 ? (
              <View className="ec-imports-row">{t('imports.noRows')}</View>
            ) : (
              items.map((row) => <OneRow key={row.row} row={row} columns={file.columns} />)
            )
          }
        </Loaded>
      </Section>
      <MoreButton of={rows} />
    </>
  )
}

// Codes for the scratch layer: the one time that they can be read, and which ranges have them already.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeSetView, HiddenRange } from '@ectrace/shared/api/code-views'
import type { BatchView } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { call, callFile } from '../../api/call'
import { useDownload } from '../../api/use-download'
import { useFetch } from '../../api/use-fetch'
import { describeFault } from '../../i18n/describe-fault'
import { formatQuantity, formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { Choice } from '../../ui/choice'
import { DownloadBar } from '../../ui/download-bar'
import { Notice } from '../../ui/notice'
import { MultiChoice } from '../../ui/multi-choice'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { checkRange, rangeOf } from './code-range'
import { RangeFields } from './range-fields'

const formats = ['csv', 'xlsx'] as const
const lengths = ['8', '12', '16'] as const

const Issued = ({ ranges }: { ranges: readonly HiddenRange[] }) => {
  const t = useTranslate()
  if (ranges.length === 0) return null
  return (
    <Section title={t('hiddenFile.issued')} flush>
      {ranges.map(({ from, to, issuedAt, used }) => (
        <Row
          key={from}
          title={t('codes.numbers', { from: formatQuantity(String(from + 1)), to: formatQuantity(String(to + 1)) })}
          note={formatTime(issuedAt)}
          value={t('hiddenFile.used', { n: formatQuantity(String(used)) })}
        />
      ))}
    </Section>
  )
}

const first = (count: number) => ({
  from: '1',
  to: String(count),
  format: 'csv' as (typeof formats)[number],
  length: '8' as (typeof lengths)[number],
  replace: false,
})
type HiddenDraft = ReturnType<typeof first>

type Fields = { value: HiddenDraft; set: (patch: Partial<HiddenDraft>) => void }

const Kind = ({ value, set }: Fields) => {
  const t = useTranslate()
  return (
    <>
      <Choice
        label={t('hiddenFile.length')}
        options={lengths.map((length) => ({ value: length, text: length }))}
        value={value.length}
        onChange={(length) => {
          set({ length })
        }}
      />
      <Choice
        label={t('labels.format')}
        options={formats.map((format) => ({ value: format, text: t(`labels.format.${format}`) }))}
        value={value.format}
        onChange={(format) => {
          set({ format })
        }}
      />
      <MultiChoice
        label={t('hiddenFile.again')}
        options={[{ value: 'replace', text: t('hiddenFile.replace'), hint: t('hiddenFile.replaceHint') }]}
        values={value.replace ? ['replace'] : []}
        onChange={(values) => {
          set({ replace: values.length > 0 })
        }}
      />
    </>
  )
}

export const HiddenForm = ({ batch, set }: { batch: BatchView; set: CodeSetView }) => {
  const t = useTranslate()
  const [value, setValue] = useState(() => first(set.count))
  const [tried, setTried] = useState(false)
  const issued = useFetch(`hidden:${batch.id}`, async () =>
    (await call(endpoints.hiddenCodes, { params: { id: batch.id } })).ranges.filter((range) => range.set === set.set),
  )
  const download = useDownload(
    () => `hidden-codes-${value.from}-${value.to}.${value.format}`,
    async (progress) => {
      const { format, replace, length } = value
      const body = { set: set.set, ...rangeOf(value), length: Number(length), replace, format }
      const reply = await callFile(endpoints.issueHiddenCodes, { params: { id: batch.id }, body }, progress)
      issued.reload()
      return reply
    },
  )
  const change = (patch: Partial<HiddenDraft>): void => {
    download.clear()
    setValue({ ...value, ...patch })
  }
  const own = checkRange(value, set.count)
  const faults = [...(tried ? own : []), ...(download.failure?.faults ?? [])]
  return (
    <Screen title={t('hiddenFile.title')}>
      <Notice tone="caution" title={t('hiddenFile.once')}>
        {t('hiddenFile.onceText')}
      </Notice>
      <Section title={batch.product.name}>
        <RangeFields
          count={set.count}
          value={value}
          set={change}
          error={(field) => {
            const fault = faults.find((each) => each.field === field)
            return fault && describeFault(fault)
          }}
        />
        <Kind value={value} set={change} />
        <View className="ec-line__note">{t('hiddenFile.apart')}</View>
      </Section>
      <DownloadBar
        of={download}
        text={t('hiddenFile.act')}
        onStart={() => {
          setTried(true)
          if (own.length === 0) download.start()
        }}
      />
      <Issued ranges={issued.data ?? []} />
    </Screen>
  )
}

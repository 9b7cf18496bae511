// Labels of a range as a file: the format, the layout, what stands beside the code.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeSetView } from '@ectrace/shared/api/code-views'
import type { BatchView } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { callFile } from '../../api/call'
import { useDownload } from '../../api/use-download'
import { describeFault } from '../../i18n/describe-fault'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Choice } from '../../ui/choice'
import { DownloadBar } from '../../ui/download-bar'
import { Fact } from '../../ui/fact'
import { MultiChoice } from '../../ui/multi-choice'
import { Picker } from '../../ui/picker'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { checkRange } from './code-range'
import {
  dpis,
  firstLabels,
  hasLayout,
  labelFormats,
  labelsQuery,
  labelTexts,
  layoutNames,
  layoutsFor,
  type LabelsDraft,
} from './labels-draft'
import { RangeFields } from './range-fields'

/** As many lines as a label has room for. */
const mostTexts = 6

type Fields = { value: LabelsDraft; set: (patch: Partial<LabelsDraft>) => void }

const Look = ({ value, set }: Fields) => {
  const t = useTranslate()
  if (!hasLayout(value.format)) return null
  const offered = layoutsFor(value.format)
  return (
    <Section title={t('labels.look')}>
      <Picker
        label={t('labels.layout')}
        options={offered.map((name) => ({ value: name, text: t(`labels.layout.${name}`) }))}
        value={offered.includes(value.layout) ? value.layout : 'roll-60-40'}
        onChange={(picked) => {
          set({ layout: layoutNames.find((name) => name === picked) ?? value.layout })
        }}
      />
      {value.format === 'zpl' ? (
        <Choice
          label={t('labels.dpi')}
          options={dpis.map((dpi) => ({ value: dpi, text: `${dpi} dpi` }))}
          value={value.dpi}
          onChange={(dpi) => {
            set({ dpi })
          }}
        />
      ) : null}
      <MultiChoice
        label={t('labels.texts')}
        options={labelTexts.map((text) => ({ value: text, text: t(`labels.text.${text}`) }))}
        values={[...value.texts]}
        onChange={(texts) => {
          set({ texts: labelTexts.filter((text) => texts.includes(text)).slice(0, mostTexts) })
        }}
      />
    </Section>
  )
}

export const LabelsForm = ({ batch, set }: { batch: BatchView; set: CodeSetView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const [value, setValue] = useState(() => firstLabels(set.count))
  const [tried, setTried] = useState(false)
  const download = useDownload(
    () => `labels-${value.from}-${value.to}.${value.format === 'svg' ? 'zip' : value.format}`,
    (progress) =>
      callFile(
        endpoints.labels,
        { params: { id: batch.id }, query: labelsQuery(value, { set: set.set, language }) },
        progress,
      ),
  )
  const change = (patch: Partial<LabelsDraft>): void => {
    download.clear()
    setValue({ ...value, ...patch })
  }
  const own = checkRange(value, set.count)
  const faults = [...(tried ? own : []), ...(download.failure?.faults ?? [])]
  return (
    <Screen title={t('labels.title')}>
      <Section title={batch.product.name}>
        <Fact name={t('batches.lot')} mono>
          {batch.lot}
        </Fact>
        <RangeFields
          count={set.count}
          value={value}
          set={change}
          error={(field) => {
            const fault = faults.find((each) => each.field === field || (field === 'to' && each.field === 'count'))
            return fault && describeFault(fault)
          }}
        />
        <Choice
          label={t('labels.format')}
          options={labelFormats.map((format) => ({
            value: format,
            text: t(`labels.format.${format}`),
            hint: t(`labels.formatHint.${format}`),
          }))}
          value={value.format}
          onChange={(format) => {
            change({ format })
          }}
        />
      </Section>
      <Look value={value} set={change} />
      <DownloadBar
        of={download}
        text={t('labels.download')}
        onStart={() => {
          setTried(true)
          if (own.length === 0) download.start()
        }}
      />
    </Screen>
  )
}

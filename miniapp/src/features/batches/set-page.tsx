// One set of codes: the states of its ranges, and what can be done with it.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import type { CodeSetView } from '@ectrace/shared/api/code-views'
import type { CodeRun } from '@ectrace/shared/codes/code-runs'
import type { ReactNode } from 'react'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import type { Tone } from '../../ui/tone'
import { ChangeForm } from './change-form'
import { kindOf, sizeOf, type RunKind } from './code-range'
import { HiddenForm } from './hidden-form'
import { LabelsForm } from './labels-form'

const tones: Record<RunKind, Tone> = { active: 'good', printed: 'wait', frozen: 'bad', void: 'caution' }

/** More ranges than a person reads on a phone: the rest is in the export. */
const mostShown = 100

const Run = ({ run }: { run: CodeRun }) => {
  const t = useTranslate()
  const kind = kindOf(run)
  const words = { from: formatQuantity(String(run.from + 1)), to: formatQuantity(String(run.to + 1)) }
  return (
    <Row
      title={t(run.from === run.to ? 'codes.number' : 'codes.numbers', words)}
      note={t('codes.count', { n: formatQuantity(String(sizeOf(run))) })}
      value={<StatusTag tone={tones[kind]} text={t(`codes.state.${kind}`)} />}
    />
  )
}

const Overview = ({ batch, set }: { batch: BatchView; set: CodeSetView }) => {
  const t = useTranslate()
  const to = (view: 'change' | 'labels' | 'hidden') => () => {
    goTo('batch', { id: batch.id, view, set: String(set.set) })
  }
  return (
    <>
      <Section title={batch.product.name} flush>
        <Row icon="shield" title={t('codes.change')} note={t('codes.changeHint')} onPress={to('change')} />
        <Row icon="save" title={t('labels.title')} note={t('labels.hint')} onPress={to('labels')} />
        <Row icon="lock" title={t('hiddenFile.title')} note={t('hiddenFile.hint')} onPress={to('hidden')} />
      </Section>
      <Section title={t('codes.states')} flush>
        {set.runs.slice(0, mostShown).map((run) => (
          <Run key={run.from} run={run} />
        ))}
      </Section>
      {set.runs.length > mostShown ? (
        <View className="ec-line__note">{t('codes.moreRuns', { n: set.runs.length - mostShown })}</View>
      ) : null}
    </>
  )
}

const views = ['set', 'change', 'labels', 'hidden'] as const
export type SetView = (typeof views)[number]
export const setViewOf = (view: string | undefined): SetView | undefined => views.find((each) => each === view)

/** `view` chooses the overview or one of its forms. */
export const SetPage = ({ batch, set, view }: { batch: BatchView; set: number; view: SetView }) => {
  const t = useTranslate()
  const sets = useFetch(
    `sets:${batch.id}`,
    async () => (await call(endpoints.codeSets, { params: { id: batch.id } })).sets,
  )
  useReturn(sets.reload)
  const found = sets.data?.find((each) => each.set === set)
  const forms: Record<Exclude<SetView, 'set'>, (one: CodeSetView) => ReactNode> = {
    change: (one) => <ChangeForm batch={batch} set={one} />,
    labels: (one) => <LabelsForm batch={batch} set={one} />,
    hidden: (one) => <HiddenForm batch={batch} set={one} />,
  }
  if (view !== 'set' && found !== undefined) return <>{forms[view](found)}</>
  return (
    <Screen title={t('codes.setTitle', { n: set + 1 })}>
      <Loaded from={sets} subject={t('codes.sets')}>
        {() =>
          found === undefined ? (
            <EmptyState icon="qr" title={t('codes.noSet')} />
          ) : (
            <Overview batch={batch} set={found} />
          )
        }
      </Loaded>
    </Screen>
  )
}

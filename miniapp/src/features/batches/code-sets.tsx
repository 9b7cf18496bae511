// Every set of codes of a batch, with how many of them are in use, waiting, frozen or void.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeSetView } from '@ectrace/shared/api/code-views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { formatQuantity } from '../../i18n/format'
import { useTranslate, type Translate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Loaded } from '../../ui/loaded'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { countKinds } from './code-range'

const kindsInWords = (t: Translate, { runs }: CodeSetView): string =>
  countKinds(runs)
    .map(({ kind, count }) =>
      t('codes.kindCount', { kind: t(`codes.state.${kind}`), n: formatQuantity(String(count)) }),
    )
    .join(' · ')

export const CodeSets = ({ batch }: { batch: string }) => {
  const t = useTranslate()
  const sets = useFetch(`sets:${batch}`, async () => (await call(endpoints.codeSets, { params: { id: batch } })).sets)
  useReturn(sets.reload)
  if (sets.data?.length === 0) return null
  return (
    <Section title={t('codes.sets')} flush>
      <Loaded from={sets} subject={t('codes.sets')} lines={2}>
        {(items) =>
          items.map((item) => (
            <Row
              key={item.set}
              icon="qr"
              title={t('codes.set', { n: item.set + 1, count: formatQuantity(String(item.count)) })}
              note={kindsInWords(t, item)}
              onPress={() => {
                goTo('batch', { id: batch, view: 'set', set: String(item.set) })
              }}
            />
          ))
        }
      </Loaded>
    </Section>
  )
}

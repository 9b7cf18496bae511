// Sets of codes of a batch that are being made or wait to go on chain: whoever left the page finds them here.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodePreparation } from '@ectrace/shared/api/code-views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { usePolling } from '../../api/use-polling'
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import type { Tone } from '../../ui/tone'

const tones: Record<CodePreparation['state'], Tone> = {
  preparing: 'wait',
  ready: 'act',
  minted: 'good',
  cancelled: 'wait',
  failed: 'bad',
}

/** Those with which something can still be done. */
const isOpen = ({ state }: CodePreparation): boolean => state === 'preparing' || state === 'ready'

export const PreparationList = ({ batch }: { batch: string }) => {
  const t = useTranslate()
  const preparations = useFetch(`preparations:${batch}`, async () =>
    (await call(endpoints.codePreparations, { params: { id: batch }, query: { limit: 20 } })).items.filter(isOpen),
  )
  useReturn(preparations.reload)
  usePolling(preparations, (items) => items.some(({ state }) => state === 'preparing'))
  const open = preparations.data ?? []
  // Not being able to tell is said by the list of codes below, which asks the same server.
  if (open.length === 0) return null
  return (
    <Section title={t('codes.preparations')} flush>
      {open.map(({ id, count, done, state }) => (
        <Row
          key={id}
          icon="qr"
          title={t('codes.count', { n: formatQuantity(String(count)) })}
          note={
            state === 'preparing' ? `${formatQuantity(String(done))} / ${formatQuantity(String(count))}` : undefined
          }
          value={<StatusTag tone={tones[state]} text={t(`codes.preparation.${state}`)} />}
          onPress={() => {
            goTo('batch', { id: batch, view: 'preparation', preparation: id })
          }}
        />
      ))}
    </Section>
  )
}

// 技术证明: what was checked against what, what that means and what it does not; every record with its transaction and place.
import { View } from '@tarojs/components'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { recordDigest } from '@ectrace/shared/proof/record'
import { shorten } from '../../i18n/format'
import { ageOf } from '../../i18n/record-words'
import { useTranslate } from '../../i18n/translate'
import { CopyButton } from '../../ui/copy-button'
import { Fact } from '../../ui/fact'
import { Fold } from '../../ui/fold'
import { Icon } from '../../ui/icon'
import { Section } from '../../ui/section'
import { chinaTime } from '../../i18n/china-time'
import { ForgetLog } from './forget-log'
import { recordLabel } from './labels'
import { SaveProof } from './save-proof'
import type { Painted } from './use-trace'
import { Witnessed } from './witnessed'

const LogFacts = ({ painted: { check, trust } }: { painted: Painted }) => {
  const t = useTranslate()
  if (check?.log.state !== 'ok') return null
  const { origin, size, root, time } = check.log.checkpoint
  const before = trust?.pin?.size
  return (
    <View className="ec-trace-facts">
      <Fact name={t('trace.proof.log')} mono>
        {origin}
      </Fact>
      <Fact name={t('trace.proof.size')}>{String(size)}</Fact>
      <Fact name={t('trace.proof.root')} mono>
        {shorten(hexEncode(root), 12, 8)}
      </Fact>
      <Fact name={t('trace.proof.time')}>{t('trace.proof.age', { time: chinaTime(time), age: ageOf(t, time) })}</Fact>
      <Fact name={t('trace.proof.key')}>{t(`trace.proof.key.${trust?.source ?? 'device'}`)}</Fact>
      <Witnessed />
      <Fact name={t('trace.proof.grown')}>
        {before === undefined ? t('trace.proof.grown.first') : t('trace.proof.grown.from', { size: before })}
      </Fact>
    </View>
  )
}

const Words = ({ title, lines }: { title: string; lines: readonly string[] }) => (
  <View className="ec-trace-words">
    <View className="ec-trace-words__title">{title}</View>
    {lines.map((line) => (
      <View className="ec-trace-words__line" key={line}>
        {line}
      </View>
    ))}
  </View>
)

const Records = ({ painted }: { painted: Painted }) => {
  const t = useTranslate()
  const { view, check } = painted
  const records = Object.values(view.records).sort((a, b) => a.leafIndex - b.leafIndex || a.op - b.op)
  return (
    <Fold title={t('trace.proof.records', { count: records.length })}>
      {records.map((record) => {
        const { leaf, op, leafIndex, id } = record
        const state = check?.records[id]?.state
        return (
          <View className="ec-trace-record" key={id}>
            <View className={`ec-trace-record__head${state === 'failed' ? ' ec-ink--bad' : ''}`}>
              <Icon name={state === 'ok' ? 'check' : state === 'failed' ? 'cross' : 'clock'} size="small" />
              <View>{recordLabel(t, view, id)}</View>
            </View>
            <View className="ec-trace-record__line">
              {t('trace.proof.leaf', { n: leafIndex })} · {t('trace.proof.signedAt')} {chinaTime(leaf.envelope.time)}
            </View>
            <View className="ec-trace-record__line ec-mono">
              {t('trace.proof.transaction')} {shorten(record.transaction, 12, 8)}
            </View>
            <View className="ec-trace-record__line ec-mono">
              {t('trace.proof.digest')} {shorten(recordDigest(leaf.envelope.operations[op]?.args ?? {}), 12, 8)}
            </View>
            <View className="ec-trace-record__line ec-mono">
              {t('trace.proof.signer')} {leaf.envelope.caller}
            </View>
            {state === 'ok' ? <SaveProof painted={painted} record={record} /> : null}
          </View>
        )
      })}
    </Fold>
  )
}

export const ProofFold = ({ painted, onForgotten }: { painted: Painted; onForgotten: () => void }) => {
  const t = useTranslate()
  const { check, trust, view } = painted
  const known = trust?.pin !== undefined
  const changed =
    check?.log.state === 'failed' && check.log.code === 'CHECKPOINT_WRONG_LOG' && trust?.source === 'device'
  return (
    <Section>
      <Fold title={t('trace.proof')} icon="shield" open={changed}>
        <LogFacts painted={painted} />
        {changed ? <ForgetLog onForgotten={onForgotten} /> : null}
        <Words
          title={t('trace.proof.means')}
          lines={known ? [t('trace.proof.means.1'), t('trace.proof.means.2')] : [t('trace.proof.means.1')]}
        />
        <Words
          title={t('trace.proof.not')}
          lines={[t('trace.proof.not.1'), t('trace.proof.not.2'), t('trace.proof.not.3')]}
        />
        <View className="ec-trace-words__line">{t('trace.proof.independent')}</View>
        <CopyButton text={JSON.stringify(view)} word={t('trace.proof.copy')} />
        <Records painted={painted} />
      </Fold>
    </Section>
  )
}

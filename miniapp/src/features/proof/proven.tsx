// What a proof file has shown, who signed it and where it stands, and what it leaves open.
import { View } from '@tarojs/components'
import type { ProvenFile } from '@ectrace/shared/proof/proof-file'
import { chinaTime } from '../../i18n/china-time'
import { shorten } from '../../i18n/format'
import { ageOf, fieldLabel, kindLabel } from '../../i18n/record-words'
import { useTranslate } from '../../i18n/translate'
import { Fact } from '../../ui/fact'
import { Section } from '../../ui/section'

type Source = 'build' | 'device' | 'typed'

/** A text as it is, anything else as JSON; more than a screen of it helps nobody. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 2_000)

const Facts = ({ proven, source }: { proven: ProvenFile; source: Source }) => {
  const t = useTranslate()
  const { operation, proof, checkpoint, transaction, caller, custody, time, compared } = proven
  return (
    <Section title={t('proof.what')}>
      <Fact name={t('proof.record')}>{kindLabel(t, operation.name)}</Fact>
      <Fact name={t('proof.signer')} source={t(`trace.custody.${custody}`)} mono>
        {caller}
      </Fact>
      <Fact name={t('proof.signedAt')}>{chinaTime(time)}</Fact>
      <Fact name={t('proof.time')}>
        {t('trace.proof.age', { time: chinaTime(checkpoint.time), age: ageOf(t, checkpoint.time) })}
      </Fact>
      <Fact name={t('proof.place')}>{t('proof.place.of', { n: proof.leafIndex, size: checkpoint.size })}</Fact>
      <Fact name={t('proof.log')} mono>
        {checkpoint.origin}
      </Fact>
      <Fact name={t('trace.proof.transaction')} mono>
        {shorten(transaction, 12, 8)}.{String(proof.operation)}
      </Fact>
      <Fact name={t('proof.trusted')}>
        {source === 'typed' ? t('proof.trusted.typed') : t(`trace.proof.key.${source}`)}
      </Fact>
      <Fact name={t('proof.compared')}>{t(compared ? 'proof.compared.yes' : 'proof.compared.no')}</Fact>
    </Section>
  )
}

export const Proven = ({ proven, source }: { proven: ProvenFile; source: Source }) => {
  const t = useTranslate()
  const { operation, values, withheld } = proven
  return (
    <>
      <Section title={t('proof.fields', { kind: kindLabel(t, operation.name) })}>
        {Object.entries(values).map(([name, value]) => (
          <Fact key={name} name={fieldLabel(t, name)}>
            {textOf(value)}
          </Fact>
        ))}
        {withheld.length === 0 ? null : (
          <Fact name={t('proof.withheld')}>
            {withheld.map((name) => fieldLabel(t, name)).join(t('trace.separator'))}
          </Fact>
        )}
      </Section>
      <Facts proven={proven} source={source} />
      <Section title={t('proof.not')}>
        {[t('proof.not.1'), t('proof.not.2'), t('proof.not.3')].map((line) => (
          <View className="ec-proof-line" key={line}>
            {line}
          </View>
        ))}
      </Section>
    </>
  )
}

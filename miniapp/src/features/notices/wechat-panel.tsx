// Notices as messages in WeChat: bound once, then allowed one at a time, as WeChat counts; a browser says where that is done.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ReplyOf } from '@ectrace/shared/api/endpoint'
import { useState } from 'react'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { personCode } from '../../platform/scan-door'
import { askForMessages, inWechat } from '../../platform/wechat-messages'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { Fold } from '../../ui/fold'
import { Loaded } from '../../ui/loaded'
import { MultiChoice } from '../../ui/multi-choice'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'

type Binding = ReplyOf<typeof endpoints.wechatBinding>
type Kind = Binding['kinds'][number]['kind']
type Props = { binding: Binding; onChanged: () => void }

/** What WeChat lets one tap ask for. */
const mostAtOnce = 3

const Bind = ({ onChanged }: Pick<Props, 'onChanged'>) => {
  const t = useTranslate()
  const [refused, setRefused] = useState(false)
  const binding = useSubmit(async () => {
    const code = await personCode()
    setRefused(code === undefined)
    if (code === undefined) return
    await call(endpoints.bindWechat, { body: { code } })
    showToast(t('wechat.bound'), 'good')
    onChanged()
  })
  return (
    <>
      <View className="ec-line__note">{t('wechat.bindText')}</View>
      <Button wide icon="link" text={t('wechat.bind')} busy={binding.busy} onPress={binding.run} />
      {refused ? <Notice tone="caution" title={t('wechat.noCode')} /> : null}
      {binding.failure === undefined ? null : <ErrorState failure={binding.failure} subject={t('wechat.bind')} />}
    </>
  )
}

const Allow = ({ binding, onChanged }: Props) => {
  const t = useTranslate()
  const [chosen, setChosen] = useState<Kind[]>([])
  const [none, setNone] = useState(false)
  const allowing = useSubmit(async () => {
    const asked = binding.kinds.filter(({ kind }) => chosen.includes(kind))
    const allowed = await askForMessages(asked.map(({ template }) => template))
    const kinds = asked.filter(({ template }) => allowed.includes(template)).map(({ kind }) => kind)
    setNone(kinds.length === 0)
    if (kinds.length === 0) return
    await call(endpoints.subscribe, { body: { kinds } })
    showToast(t('wechat.allowed', { count: kinds.length }), 'good')
    onChanged()
  })
  return (
    <>
      <MultiChoice
        label={t('wechat.kinds')}
        options={binding.kinds.map(({ kind, left }) => ({
          value: kind,
          text: t(`notices.kind.${kind}`, { party: t('notices.somebody') }),
          hint: t('wechat.left', { count: left }),
        }))}
        values={chosen}
        onChange={(kinds) => {
          setChosen(kinds.slice(-mostAtOnce))
        }}
      />
      <Button
        wide
        icon="check"
        text={t('wechat.allow')}
        disabled={chosen.length === 0}
        busy={allowing.busy}
        onPress={allowing.run}
      />
      {none ? <Notice tone="caution" title={t('wechat.refused')} /> : null}
      {allowing.failure === undefined ? null : <ErrorState failure={allowing.failure} subject={t('wechat.allow')} />}
    </>
  )
}

const Unbind = ({ onChanged }: Pick<Props, 'onChanged'>) => {
  const t = useTranslate()
  const ending = useSubmit(async () => {
    await call(endpoints.unbindWechat, { body: {} })
    showToast(t('wechat.unbound'), 'good')
    onChanged()
  })
  return (
    <>
      <Button kind="quiet" icon="cross" text={t('wechat.unbind')} busy={ending.busy} onPress={ending.run} />
      {ending.failure === undefined ? null : <ErrorState failure={ending.failure} subject={t('wechat.unbind')} />}
    </>
  )
}

const Panel = ({ binding, onChanged }: Props) => {
  const t = useTranslate()
  if (binding.kinds.length === 0) return <View className="ec-line__note">{t('wechat.notSetUp')}</View>
  if (!inWechat) {
    return (
      <>
        <View className="ec-line__note">{t(binding.bound ? 'wechat.boundElsewhere' : 'wechat.elsewhere')}</View>
        {binding.bound ? <Unbind onChanged={onChanged} /> : null}
      </>
    )
  }
  if (!binding.bound) return <Bind onChanged={onChanged} />
  return (
    <>
      <Allow binding={binding} onChanged={onChanged} />
      <Unbind onChanged={onChanged} />
    </>
  )
}

const Opened = () => {
  const t = useTranslate()
  const binding = useFetch('wechat-binding', () => call(endpoints.wechatBinding, {}))
  return (
    <Loaded from={binding} subject={t('wechat.title')} lines={2}>
      {(data) => <Panel binding={data} onChanged={binding.reload} />}
    </Loaded>
  )
}

export const WechatPanel = () => {
  const t = useTranslate()
  return (
    <Section>
      <Fold title={t('wechat.title')} icon="info">
        <View className="ec-notices-wechat">
          <Opened />
        </View>
      </Fold>
    </Section>
  )
}

// Logging in as the person whom WeChat knows: by itself when it can, else by one key.
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { Notice } from '../../ui/notice'
import { AccountChoices } from './account-choices'
import type { useWechatLogin } from './use-account-login'

export const WechatPanel = ({ login }: { login: ReturnType<typeof useWechatLogin> }) => {
  const t = useTranslate()
  if (!login.here) return null
  const { send, choices, nobody } = login
  return (
    <>
      {nobody ? (
        <Notice tone="act" title={t('login.wechatNobody')} />
      ) : (
        <Button
          wide
          icon="user"
          text={send.busy ? t('login.wechatTrying') : t('login.wechat')}
          busy={send.busy}
          onPress={() => {
            send.run()
          }}
        />
      )}
      {send.failure === undefined ? null : <ErrorState failure={send.failure} subject={t('login.wechat')} />}
      <AccountChoices choices={choices} onChoose={send.run} />
    </>
  )
}

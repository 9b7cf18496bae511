// Whether a WeChat account is bound to the account in use: then it needs no password there.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { bindThisWechat } from '../../api/account-login'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { scanDoor } from '../../platform/scan-door'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'

export const WechatPart = ({ bound, onChanged }: { bound: boolean; onChanged: () => void }) => {
  const t = useTranslate()
  const changing = useSubmit(async () => {
    if (bound) {
      await call(endpoints.unbindWechat, { body: {} })
      showToast(t('account.wechatGone'))
    } else if (await bindThisWechat()) showToast(t('account.wechatDone'))
    onChanged()
  })
  return (
    <Section title={t('account.wechat')}>
      <View>{t(bound ? 'account.wechatBound' : 'account.wechatNone')}</View>
      {!bound && scanDoor === 'h5' ? (
        <View className="ec-row__note">{t('account.wechatOpen')}</View>
      ) : (
        <View className="ec-account-acts">
          <Button
            kind={bound ? 'quiet' : 'plain'}
            text={t(bound ? 'account.unbindWechat' : 'account.bindWechat')}
            busy={changing.busy}
            onPress={changing.run}
          />
        </View>
      )}
      {changing.failure === undefined ? null : <ErrorState failure={changing.failure} />}
    </Section>
  )
}

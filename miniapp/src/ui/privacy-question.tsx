// Asks, where the platform demands it, for consent to the privacy guide; refusing leaves typing as a way on.
import { useTranslate } from '../i18n/translate'
import { PrivacySheet } from '../platform/privacy'
import './privacy.scss'

export const PrivacyQuestion = () => {
  const t = useTranslate()
  return (
    <PrivacySheet
      words={{
        title: t('privacy.title'),
        text: t('privacy.text'),
        contract: t('privacy.contract'),
        otherwise: t('privacy.otherwise'),
        agree: t('privacy.agree'),
        refuse: t('privacy.refuse'),
      }}
    />
  )
}

// Whether codes are in use from the start, or only once they are on goods.
import { useTranslate } from '../../i18n/translate'
import { Choice } from '../../ui/choice'

export type Activation = 'now' | 'later'
export const activationOf = (value: string): Activation => (value === 'later' ? 'later' : 'now')
/** As the request has it. */
export const activationBody = (value: string): { activation?: 'later' } =>
  activationOf(value) === 'later' ? { activation: 'later' } : {}

export const ActivationChoice = ({ value, onChange }: { value: string; onChange: (next: Activation) => void }) => {
  const t = useTranslate()
  return (
    <Choice
      label={t('codes.activation')}
      value={activationOf(value)}
      options={[
        { value: 'now', text: t('codes.activation.now'), hint: t('codes.activation.nowHint') },
        { value: 'later', text: t('codes.activation.later'), hint: t('codes.activation.laterHint') },
      ]}
      onChange={onChange}
    />
  )
}

// WeChat asks before the first use of camera, album or clipboard whether the privacy guide is agreed to: our own sheet says so and asks.
import { Button, View } from '@tarojs/components'
import { createObservable, useObservable } from '../state/observable'
import type { PrivacyWords } from './ports'

type Decide = (decision: { event: 'agree' | 'disagree' | 'exposureAuthorization'; buttonId?: string }) => void

/** Not in Taro's types. Absent before version 2.32.3 of the library, which asks in a dialog of its own. */
type WithPrivacy = {
  onNeedPrivacyAuthorization?: (listener: (resolve: Decide) => void) => void
  openPrivacyContract?: (options: { fail: () => void }) => void
}
declare const wx: WithPrivacy

const buttonId = 'ec-agree'

/** What waits for the decision: several calls may ask before somebody has answered. */
const waiting = createObservable<readonly Decide[]>([])

wx.onNeedPrivacyAuthorization?.((resolve) => {
  waiting.set([...waiting.get(), resolve])
})

const decide = (event: 'agree' | 'disagree'): void => {
  const asked = waiting.get()
  waiting.set([])
  for (const resolve of asked) resolve(event === 'agree' ? { event, buttonId } : { event })
}

export const PrivacySheet = ({ words }: { words: PrivacyWords }) => {
  const asked = useObservable(waiting)
  if (asked.length === 0) return null
  return (
    <View className="ec-privacy" {...{ ariaRole: 'dialog', ariaModal: true, ariaLabel: words.title }}>
      <View className="ec-privacy__card">
        <View className="ec-privacy__title">{words.title}</View>
        <View className="ec-privacy__text">{words.text}</View>
        <View
          className="ec-privacy__link"
          {...{ ariaRole: 'link' }}
          onClick={() => {
            wx.openPrivacyContract?.({ fail: () => undefined })
          }}
        >
          {words.contract}
        </View>
        <View className="ec-privacy__text">{words.otherwise}</View>
        <Button
          id={buttonId}
          className="ec-privacy__agree"
          openType="agreePrivacyAuthorization"
          onAgreePrivacyAuthorization={() => {
            decide('agree')
          }}
        >
          {words.agree}
        </Button>
        <View
          className="ec-privacy__refuse"
          {...{ ariaRole: 'button' }}
          onClick={() => {
            decide('disagree')
          }}
        >
          {words.refuse}
        </View>
      </View>
    </View>
  )
}

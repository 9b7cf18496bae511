// WeChat's own button that lets a person hand over the phone number of the account: we get a code that only our server can open.
import { Button } from '@tarojs/components'
import type { PhoneButtonProps } from './widgets'

export const hasPhoneButton = true

export const PhoneButton = ({ text, onCode, onRefused }: PhoneButtonProps) => (
  <Button
    className="ec-button ec-button--plain ec-button--wide"
    openType="getPhoneNumber"
    onGetPhoneNumber={({ detail }) => {
      if (typeof detail.code === 'string' && detail.code !== '') onCode(detail.code)
      else onRefused()
    }}
  >
    {text}
  </Button>
)

// Shares a page in WeChat: its own button opens the list of chats; the page's settings say that it may be shared.
import { Button } from '@tarojs/components'
import { useShareAppMessage } from '@tarojs/taro'
import type { ShareButtonProps } from './widgets'

export const ShareButton = ({ className, title, path, children }: ShareButtonProps) => {
  useShareAppMessage(() => ({ title, path }))
  return (
    <Button className={`ec-pressable ec-share ${className}`} openType="share" hoverClass="ec-pressable--pressed">
      {children}
    </Button>
  )
}

// Shares a page in WeChat: its own button opens the list of chats; what the card says is the page's (share-page).
import { Button } from '@tarojs/components'
import type { ShareButtonProps } from './widgets'

export const ShareButton = ({ className, children }: ShareButtonProps) => (
  <Button className={`ec-pressable ec-share ${className}`} openType="share" hoverClass="ec-pressable--pressed">
    {children}
  </Button>
)

// Shares an address in a browser: with the system's own sheet where there is one, else by copying it.
import { copyText } from './clipboard'
import { Pressable } from './pressable.h5'
import type { ShareButtonProps, ShareOutcome } from './widgets'

const isCancelled = (failure: unknown): boolean => failure instanceof DOMException && failure.name === 'AbortError'

const share = async (title: string, url: string): Promise<ShareOutcome> => {
  const older: { share?: (data: ShareData) => Promise<void> } = navigator
  if (older.share !== undefined) {
    try {
      await navigator.share({ title, url })
      return 'sent'
    } catch (failure) {
      if (isCancelled(failure)) return 'cancelled'
      // A sheet that does not open is no reason to keep the address from the reader.
    }
  }
  return (await copyText(url)) ? 'copied' : 'refused'
}

export const ShareButton = ({ className, title, url, onDone, children }: ShareButtonProps) => (
  <Pressable className={className} onPress={() => void share(title, url).then(onDone)}>
    {children}
  </Pressable>
)

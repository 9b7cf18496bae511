// Whether the browser has a network.
import type { WatchNetwork } from './ports'

export const watchNetwork: WatchNetwork = (listener) => {
  const tell = (): void => {
    listener(navigator.onLine)
  }
  addEventListener('online', tell)
  addEventListener('offline', tell)
  // Back from a tab behind: the events may have been missed.
  document.addEventListener('visibilitychange', tell)
  tell()
}

// Asks the service worker (static/offline-shell.js) to keep this build's files, so that a reload without a network opens the pages again.
import type { KeepShell } from './ports'

let asked = false

const keep = async ({ serviceWorker }: Navigator): Promise<void> => {
  await serviceWorker.register('/offline-shell.js')
  const { active } = await serviceWorker.ready
  active?.postMessage('keep')
}

/** Once for each start of the program. Browsers have service workers only where nobody can alter the page on its way. */
export const keepShell: KeepShell = () => {
  if (asked || !('serviceWorker' in navigator)) return
  asked = true
  // Without it everything works but a reload without a network.
  void keep(navigator).catch(() => undefined)
}

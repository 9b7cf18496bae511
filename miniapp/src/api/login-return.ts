// Opens the login page on top of the page that needs it, once; after login the reader is back where he was.
import { goBack, goTo, hasPage, isFirstPage, restartAt } from '../platform/navigation'

let asked = false

/** Leaves the present page as it stands underneath. */
export const askForLogin = (): void => {
  const page = 'login'
  if (asked || !hasPage(page)) return
  asked = true
  goTo(page)
}

/** The login page calls this when it goes away, whatever the outcome. */
export const loginClosed = (): void => {
  asked = false
}

/** The login page calls this after success. */
export const returnFromLogin = (): void => {
  loginClosed()
  if (isFirstPage()) restartAt('index')
  else goBack()
}

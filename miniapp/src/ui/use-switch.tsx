// Handing the device on: one tap where the session is open, the PIN where one was set, the password where neither is kept.
import { useState, type ReactNode } from 'react'
import type { DeviceAccount } from '../api/device-accounts'
import { session } from '../api/session'
import { switchAccount, unlockAccount } from '../api/unlock-account'
import { useTranslate } from '../i18n/translate'
import { goTo, restartAt } from '../platform/navigation'
import { PinSheet } from './pin-sheet'
import { showToast } from './toast'

type Options = {
  /** After the change, in place of staying on this page or starting at home. */
  onDone?: () => void
}

/** Work of the same organisation goes on where it is; another organisation begins at its own home page. */
const settle = (before: string | undefined): void => {
  const now = session.get()?.me.organisation.id
  if (before !== undefined && before !== now) restartAt('index')
}

/** `sheet` belongs on the page. */
export const useSwitch = ({ onDone }: Options = {}): { start: (account: DeviceAccount) => void; sheet: ReactNode } => {
  const t = useTranslate()
  const [asked, setAsked] = useState<DeviceAccount | undefined>(undefined)
  const [left, setLeft] = useState<number | undefined>(undefined)
  const [busy, setBusy] = useState(false)

  const done = (login: string, before: string | undefined): void => {
    setAsked(undefined)
    showToast(t('account.now', { login }), 'good')
    if (onDone === undefined) settle(before)
    else onDone()
  }
  const start = (account: DeviceAccount): void => {
    const before = session.get()?.me.organisation.id
    if (account.pin !== undefined) {
      setLeft(undefined)
      setAsked(account)
    } else if (switchAccount(account.user)) done(account.login, before)
    else goTo('login', { login: account.login })
  }
  const tryPin = async (account: DeviceAccount, pin: string): Promise<void> => {
    const before = session.get()?.me.organisation.id
    setBusy(true)
    const unlocked = await unlockAccount(account.user, pin)
    setBusy(false)
    if (unlocked.done) done(account.login, before)
    else if (unlocked.left > 0) setLeft(unlocked.left)
    else {
      setAsked(undefined)
      showToast(t('pin.forgotten', { login: account.login }), 'bad')
    }
  }
  const sheet =
    asked === undefined ? null : (
      <PinSheet
        title={t('pin.of', { login: asked.login })}
        note={left === undefined ? asked.organisation : t('pin.wrong', { n: left })}
        wrong={left !== undefined}
        busy={busy}
        act={t('pin.open')}
        onPin={(pin) => void tryPin(asked, pin)}
        onClose={() => {
          setAsked(undefined)
        }}
      />
    )
  return { start, sheet }
}

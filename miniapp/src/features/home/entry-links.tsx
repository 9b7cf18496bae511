// Ways in for those who are not logged in, and the demo codes; pages this build has not are left out.
import { useTranslate, type Key } from '../../i18n/translate'
import { goTo, hasPage } from '../../platform/navigation'
import { keptReceipts } from '../../state/kept-receipts'
import type { IconName } from '../../ui/icon'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'

type Entry = { page: string; icon: IconName; title: Key; note: Key; when: 'always' | 'loggedOut' | 'reported' }

const entries: readonly Entry[] = [
  { page: 'login', icon: 'user', title: 'home.login', note: 'home.loginHint', when: 'loggedOut' },
  { page: 'register', icon: 'factory', title: 'home.register', note: 'home.registerHint', when: 'loggedOut' },
  { page: 'proof', icon: 'shield', title: 'home.proof', note: 'home.proofHint', when: 'always' },
  { page: 'report', icon: 'list', title: 'report.mine', note: 'home.reportsHint', when: 'reported' },
  { page: 'demo', icon: 'qr', title: 'home.demo', note: 'home.demoHint', when: 'always' },
]

export const EntryLinks = ({ loggedIn }: { loggedIn: boolean }) => {
  const t = useTranslate()
  const holds: Record<Entry['when'], boolean> = {
    always: true,
    loggedOut: !loggedIn,
    reported: keptReceipts().length > 0,
  }
  const open = entries.filter((entry) => hasPage(entry.page) && holds[entry.when])
  if (open.length === 0) return null
  return (
    <Section flush>
      {open.map((entry) => (
        <Row
          key={entry.page}
          icon={entry.icon}
          title={t(entry.title)}
          note={t(entry.note)}
          onPress={() => {
            if (hasPage(entry.page)) goTo(entry.page)
          }}
        />
      ))}
    </Section>
  )
}

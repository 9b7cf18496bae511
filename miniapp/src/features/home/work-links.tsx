// What a person who is logged in can go to; pages this build has not are left out.
import { useUnread } from '../../api/unread'
import { useTranslate, type Key } from '../../i18n/translate'
import { goTo, hasPage } from '../../platform/navigation'
import type { IconName } from '../../ui/icon'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { UnreadBadge } from '../../ui/unread-badge'
import type { UserRole } from '@ectrace/shared/domain/organisation'

type Link = { page: string; icon: IconName; title: Key; note: Key; roles?: readonly UserRole[] }

const links: readonly Link[] = [
  { page: 'notices', icon: 'info', title: 'notices.title', note: 'notices.hint' },
  { page: 'trades', icon: 'trade', title: 'trades.title', note: 'trades.hint' },
  { page: 'shipments', icon: 'truck', title: 'shipments.title', note: 'shipments.hint', roles: ['trader'] },
  { page: 'onward', icon: 'scan', title: 'onward.title', note: 'onward.hint', roles: ['trader'] },
  {
    page: 'discrepancy',
    icon: 'alert',
    title: 'discrepancy.title',
    note: 'discrepancy.hint',
    roles: ['trader', 'warehouse'],
  },
  { page: 'batches', icon: 'box', title: 'batches.title', note: 'batches.hint' },
  { page: 'products', icon: 'list', title: 'products.title', note: 'products.hint' },
  {
    page: 'events',
    icon: 'flask',
    title: 'events.title',
    note: 'events.hint',
    roles: ['trader', 'warehouse', 'inspector'],
  },
  { page: 'imports', icon: 'save', title: 'imports.title', note: 'imports.hint', roles: ['trader'] },
  { page: 'exports', icon: 'save', title: 'exports.title', note: 'exports.hint', roles: ['trader', 'administrator'] },
  { page: 'alerts', icon: 'alert', title: 'alerts.title', note: 'alerts.hint', roles: ['trader', 'administrator'] },
  { page: 'reports', icon: 'list', title: 'reports.title', note: 'reports.hint', roles: ['trader', 'administrator'] },
  { page: 'organisation', icon: 'certificate', title: 'organisation.title', note: 'organisation.hint' },
]

export const WorkLinks = ({ roles }: { roles: readonly UserRole[] }) => {
  const t = useTranslate()
  const unread = useUnread()
  /** The number beside the row is for the eye. */
  const labelOf = ({ page, title, note }: Link): string | undefined =>
    page === 'notices' && unread > 0 ? `${t(title)} ${t(note)} · ${t('notices.titleUnread', { n: unread })}` : undefined
  const open = links.filter((link) => hasPage(link.page) && (link.roles?.some((role) => roles.includes(role)) ?? true))
  if (open.length === 0) return null
  return (
    <Section title={t('home.work')} flush>
      {open.map((link) => (
        <Row
          key={link.page}
          icon={link.icon}
          title={t(link.title)}
          note={t(link.note)}
          label={labelOf(link)}
          value={link.page === 'notices' ? <UnreadBadge count={unread} /> : undefined}
          onPress={() => {
            if (hasPage(link.page)) goTo(link.page)
          }}
        />
      ))}
    </Section>
  )
}

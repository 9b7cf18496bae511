// What an organisation's people should know, newest first; what was not read yet stands out.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { NoticeView } from '@ectrace/shared/api/file-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { tellUnread } from '../../api/unread'
import { usePages } from '../../api/use-pages'
import { useSubmit } from '../../api/use-submit'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Pressable } from '../../platform/pressable'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorState } from '../../ui/error-state'
import { ForRoles } from '../../ui/for-roles'
import { Icon } from '../../ui/icon'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Tabs } from '../../ui/tabs'
import { targetOf } from './notice-target'
import { noticeWords } from './notice-words'
import { WechatPanel } from './wechat-panel'
import './notices.scss'

const NoticeRow = ({ notice, read, onOpen }: { notice: NoticeView; read: boolean; onOpen: () => void }) => {
  const t = useTranslate()
  const { title, note } = noticeWords(t, notice)
  const tone = notice.level === 'caution' ? 'caution' : 'act'
  return (
    <Pressable className={`ec-notices-row${read ? '' : ' ec-notices-row--new'}`} onPress={onOpen}>
      {read ? null : <View className="ec-voice">{t('notices.new')}</View>}
      <View className={`ec-notices-row__icon ec-tone--${tone}`}>
        <Icon name={notice.level === 'caution' ? 'alert' : 'info'} size="small" />
      </View>
      <View className="ec-row__text">
        <View className="ec-notices-row__title">{title}</View>
        {note === undefined ? null : <View className="ec-row__note">{note}</View>}
        <View className="ec-row__note">{formatTime(notice.at)}</View>
      </View>
      {read ? null : <View className="ec-notices-row__dot" />}
    </Pressable>
  )
}

const List = ({ only }: { only: 'all' | 'unread' }) => {
  const t = useTranslate()
  const [opened, setOpened] = useState<readonly number[]>([])
  const notices = usePages(`notices:${only}`, async (after) => {
    const page = await call(endpoints.notices, {
      query: { after, ...(only === 'unread' ? { unread: 'true' } : {}) },
    })
    tellUnread(page.unread)
    return page
  })
  useReturn(notices.reload)
  const marking = useSubmit(async (body: { upTo: number } | { ids: number[] }) => {
    tellUnread((await call(endpoints.readNotices, { body })).unread)
    if ('upTo' in body) notices.reload()
  })
  const open = (notice: NoticeView): void => {
    if (!notice.read) {
      setOpened([...opened, notice.id])
      marking.run({ ids: [notice.id] })
    }
    const target = targetOf(notice)
    if (target !== undefined) goTo(target.page, target.parameters)
  }
  const isRead = ({ id, read }: NoticeView): boolean => read || opened.includes(id)
  const newest = notices.data?.[0]
  return (
    <>
      {marking.failure === undefined ? null : <ErrorState failure={marking.failure} />}
      <Loaded from={notices} subject={t('notices.title')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="check" title={t('notices.none')} text={t('notices.noneText')} />
          ) : (
            <Section flush>
              {items.map((notice) => (
                <NoticeRow
                  key={notice.id}
                  notice={notice}
                  read={isRead(notice)}
                  onOpen={() => {
                    open(notice)
                  }}
                />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={notices} />
      {newest === undefined || notices.data?.every(isRead) === true ? null : (
        <Button
          wide
          icon="check"
          text={t('notices.readAll')}
          busy={marking.busy}
          onPress={() => {
            marking.run({ upTo: newest.id })
          }}
        />
      )}
    </>
  )
}

export const NoticesPage = () => {
  const t = useTranslate()
  const user = useSession()?.me.user
  const [only, setOnly] = useState<'all' | 'unread'>('all')
  return (
    <Screen title={t('notices.title')}>
      <ForRoles>
        <Tabs
          label={t('notices.title')}
          tabs={[
            { value: 'all', text: t('notices.all') },
            { value: 'unread', text: t('notices.unread') },
          ]}
          value={only}
          onChange={setOnly}
        />
        <List key={`${user ?? ''}:${only}`} only={only} />
        <WechatPanel key={user} />
      </ForRoles>
    </Screen>
  )
}

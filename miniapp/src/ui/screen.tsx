// The frame of every page: title, column, text size, safe areas, and the voice for screen readers.
import { View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { useEffect, type ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { NavBar } from '../platform/nav-bar'
import { goBack } from '../platform/navigation'
import { setPageTitle } from '../platform/page-title'
import { useObservable } from '../state/observable'
import { largeText } from '../state/settings'
import { aria } from '../platform/aria'
import { announcement } from './announce'
import { PrivacyQuestion } from './privacy-question'
import { Toast } from './toast'

type Props = {
  title: string
  /** false on the first page, which has nowhere to go back to. */
  back?: boolean
  /** Small button at the right end of the bar. */
  action?: ReactNode
  /** Stays at the bottom within thumb reach: a ConfirmBar. */
  footer?: ReactNode
  /** The content reaches the edges and paints its own ground (camera). */
  bare?: boolean
  children: ReactNode
}

export const Screen = ({ title, back = true, action, footer, bare = false, children }: Props) => {
  const t = useTranslate()
  const large = useObservable(largeText)
  const voice = useObservable(announcement)
  useEffect(() => {
    setPageTitle(title)
  }, [title])
  useDidShow(() => {
    setPageTitle(title)
  })
  return (
    <View className={`ec-screen${large ? ' ec-screen--large' : ''}${bare ? ' ec-screen--bare' : ''}`}>
      <NavBar title={title} back={back} backLabel={t('common.back')} onBack={goBack} action={action} />
      <View className="ec-screen__body" {...aria({ role: 'main' })}>
        {children}
      </View>
      {footer === undefined || footer === null ? null : <View className="ec-screen__footer">{footer}</View>}
      <View className="ec-voice" {...aria({ live: 'polite' })}>
        {voice}
      </View>
      <Toast />
      <PrivacyQuestion />
    </View>
  )
}

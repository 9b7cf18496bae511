// A picture that is shown only when its bytes have the digest that stands on chain.
import { View } from '@tarojs/components'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { useEffect, useRef, useState } from 'react'
import { NetworkFailure } from '../../platform/network-failure'
import { loadPicture } from '../../platform/load-picture'
import { Pressable } from '../../platform/pressable'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { aria } from '../../platform/aria'
import { Picture } from '../../platform/picture'

type State = { phase: 'loading' | 'wrong' | 'failed' } | { phase: 'shown'; url: string }

const fetchProven = async (digest: string): Promise<State> => {
  try {
    const { bytes, url } = await loadPicture(`/api/v1/blobs/${digest}`)
    return sha256Hex(bytes) === digest ? { phase: 'shown', url } : { phase: 'wrong' }
  } catch (error) {
    if (error instanceof NetworkFailure) return { phase: 'failed' }
    throw error
  }
}

const usePicture = (digest: string): State => {
  const [state, setState] = useState<State>({ phase: 'loading' })
  useEffect(() => {
    let left = false
    setState({ phase: 'loading' })
    void fetchProven(digest).then((next) => {
      if (!left) setState(next)
    })
    return () => {
      left = true
    }
  }, [digest])
  return state
}

const sayings = {
  loading: { icon: 'picture', text: 'trace.picture.loading' },
  wrong: { icon: 'cross', text: 'trace.picture.wrong' },
  failed: { icon: 'alert', text: 'trace.picture.failed' },
} as const

type Props = {
  digest: string
  title: string
  /** The bytes that came are others. */
  onWrong: () => void
  /** With the product's own size and corners. */ large?: boolean
}

export const ProvenPicture = ({ digest, title, onWrong, large = false }: Props) => {
  const t = useTranslate()
  const state = usePicture(digest)
  const [open, setOpen] = useState(false)
  const { phase } = state
  const tell = useRef(onWrong)
  tell.current = onWrong
  useEffect(() => {
    if (phase === 'wrong') tell.current()
  }, [phase])
  const size = large ? ' ec-trace-picture--large' : ''
  if (state.phase !== 'shown') {
    const { icon, text } = sayings[state.phase]
    return (
      <View className={`ec-trace-picture ec-trace-picture--${state.phase}${size}`}>
        <Icon name={icon} size="small" />
        <View className="ec-trace-picture__word">{t(text)}</View>
      </View>
    )
  }
  return (
    <>
      <Pressable
        className={`ec-trace-picture${size}`}
        label={t('trace.picture.open', { title })}
        onPress={() => {
          setOpen(true)
        }}
      >
        <Picture className="ec-trace-picture__image" src={state.url} mode="aspectFill" label="" />
      </Pressable>
      {open ? (
        <View className="ec-trace-sheet" {...aria({ role: 'dialog', modal: true, label: title })}>
          <View className="ec-trace-sheet__title">{title}</View>
          <Picture className="ec-trace-sheet__image" src={state.url} mode="aspectFit" label={title} />
          <View className="ec-trace-sheet__note">{t('trace.picture.checked')}</View>
          <Button
            text={t('common.close')}
            icon="cross"
            onPress={() => {
              setOpen(false)
            }}
          />
        </View>
      ) : null}
    </>
  )
}

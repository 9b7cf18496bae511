// The focus of a keyboard or screen reader goes along from page to page: to the title of a new one, back to where it was on the one before.
import { useEffect, useRef, type RefObject } from 'react'
import { useReturn } from './use-return'

/** The first page is the browser's own doing: it begins to read by itself. */
let isFirst = true

const focusOn = (element: HTMLElement | null): void => {
  element?.focus({ preventScroll: true })
}

export const useTitleFocus = (): RefObject<HTMLHeadingElement> => {
  const title = useRef<HTMLHeadingElement>(null)
  const last = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const screen = title.current?.closest('.ec-screen')
    const isWithin = (element: EventTarget | null): element is HTMLElement =>
      element instanceof HTMLElement && screen?.contains(element) === true
    const note = ({ target }: FocusEvent): void => {
      if (isWithin(target)) last.current = target
    }
    document.addEventListener('focusin', note)
    // The page is shown after it was made; a field that took the focus by then keeps it.
    const frame = requestAnimationFrame(() => {
      if (!isFirst && !isWithin(document.activeElement)) focusOn(title.current)
      isFirst = false
    })
    return () => {
      cancelAnimationFrame(frame)
      document.removeEventListener('focusin', note)
    }
  }, [])
  useReturn(() => {
    focusOn(last.current?.isConnected === true ? last.current : title.current)
  })
  return title
}

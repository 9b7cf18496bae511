// A hand scanner that types: its codes are taken anywhere on the page, without a field in focus.
import { useEffect, useRef } from 'react'
import { createWedge } from './wedge'

const editable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)

/** A field in focus gets the keys itself, as ever. `active` false: a page behind another does not listen. */
export const useHandScanner = (active: boolean, onText: (text: string) => void): void => {
  const told = useRef(onText)
  told.current = onText
  useEffect(() => {
    if (!active) return undefined
    const wedge = createWedge()
    const onKey = (event: KeyboardEvent): void => {
      if (editable(event.target) || event.ctrlKey || event.altKey || event.metaKey) return
      const text = wedge(event.key, event.timeStamp)
      if (text === undefined) return
      // Otherwise this Enter presses the button that was pressed last.
      event.preventDefault()
      event.stopPropagation()
      told.current(text)
    }
    document.addEventListener('keydown', onKey, true)
    return () => {
      document.removeEventListener('keydown', onKey, true)
    }
  }, [active])
}

// Tells the platform once that somebody looked at an item, when the page is painted and before somebody's eyes.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { AppError } from '@ectrace/shared/errors'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { visitorId } from '../../api/visitor'
import { usePageShown } from '../../platform/page-shown'
import { scanDoor } from '../../platform/scan-door'
import { parseScanView } from './parse-scan-view'

export type ScanState =
  { phase: 'none' } | { phase: 'asking' } | { phase: 'told'; scan: ScanView } | { phase: 'failed'; retry: () => void }

const post = async (c: string): Promise<ScanView> => {
  const visitor = await visitorId()
  // Sent again after a lost answer, it is still the same scan.
  const reply: unknown = await call(endpoints.scan, {
    body: { c, by: scanDoor, ...(visitor === undefined ? {} : { visitor }) },
    form: `scan:${c}`,
  })
  return parseScanView(reply)
}

/** `c`: the item that was painted; undefined: none yet, or no item. */
export const useScan = (c: string | undefined): ScanState => {
  const shown = usePageShown()
  const [state, setState] = useState<ScanState>({ phase: 'none' })
  const sent = useRef<string | undefined>(undefined)

  const send = useCallback((code: string) => {
    sent.current = code
    setState({ phase: 'asking' })
    const answer = (next: ScanState): void => {
      if (sent.current === code) setState(next)
    }
    post(code).then(
      (scan) => {
        answer({ phase: 'told', scan })
      },
      (cause: unknown) => {
        if (!(cause instanceof ApiFailure) && !(cause instanceof AppError)) throw cause
        const retry = (): void => {
          send(code)
        }
        answer({ phase: 'failed', retry })
      },
    )
  }, [])

  useEffect(() => {
    if (c !== undefined && shown && sent.current !== c) send(c)
  }, [c, shown, send])
  // Nothing is set after the page is gone.
  useEffect(
    () => () => {
      sent.current = undefined
    },
    [],
  )
  return state
}

// One form that writes a transaction: what was typed, what is wrong with it, sending it once, and what became of it.
import { useState } from 'react'
import type { Recorded } from '@ectrace/shared/api/views'
import type { FieldFault } from '@ectrace/shared/errors'
import { describeFault } from '../i18n/describe-fault'
import { useDraft } from '../state/use-draft'
import type { ApiFailure } from './api-failure'
import { useOperator } from './operator'
import { useSubmit } from './use-submit'

export type ActForm<D, T> = {
  value: D
  set: (patch: Partial<D>) => void
  /** What is wrong at a field, in words; several names where the server calls it otherwise. */
  error: (...fields: string[]) => string | undefined
  /** How many fields have to be put right before it can be sent; 0 until it was tried. */
  wrong: number
  failure: ApiFailure | undefined
  busy: boolean
  submit: () => void
  /** After success. */
  outcome: Recorded<T> | undefined
  /** Back to the fields: for the next one, or for the same again when it was not taken. */
  again: () => void
  /** What was typed is kept until it is on chain or in the person's own hands. */
  settled: () => void
}

type Options<D, T> = {
  /** Names the draft and the idempotency key: `product:new`. */
  form: string
  initial: D
  read: (stored: unknown) => D | undefined
  /** Broken rules that can be told before anything is sent. */
  check: (draft: D) => FieldFault[]
  send: (draft: D, form: string) => Promise<Recorded<T>>
}

/** Each account has its own drafts. */
const draftOf = (form: string, user: string | undefined): string => (user === undefined ? form : `${user}:${form}`)

/** Drafts are kept on the device until success: never for passwords. */
export const useActForm = <D extends object, T>({ form, initial, read, check, send }: Options<D, T>): ActForm<D, T> => {
  const draft = useDraft(draftOf(form, useOperator()?.user), initial, read)
  const [tried, setTried] = useState(false)
  const [outcome, setOutcome] = useState<Recorded<T> | undefined>(undefined)
  const sending = useSubmit(async () => {
    const recorded = await send(draft.value, form)
    setTried(false)
    setOutcome(recorded)
  })
  const own = tried ? check(draft.value) : []
  const faults = [...own, ...(sending.failure?.faults ?? [])]
  return {
    value: draft.value,
    set: (patch) => {
      sending.clear()
      draft.set({ ...draft.value, ...patch })
    },
    error: (...fields) => {
      const fault = faults.find(({ field }) => fields.includes(field))
      return fault === undefined ? undefined : describeFault(fault)
    },
    wrong: new Set(own.map(({ field }) => field)).size,
    failure: sending.failure,
    busy: sending.busy,
    submit: () => {
      setTried(true)
      if (check(draft.value).length === 0) sending.run()
    },
    outcome,
    again: () => {
      setOutcome(undefined)
    },
    settled: draft.clear,
  }
}

// How many notices nobody of the organisation has read yet: asked by every bar that shows it, kept for all of them.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { useEffect } from 'react'
import { useReturn } from '../platform/use-return'
import { createObservable, useObservable } from '../state/observable'
import { ApiFailure } from './api-failure'
import { call } from './call'
import { useSession } from './session'

const unread = createObservable(0)

export const tellUnread = (count: number): void => {
  unread.set(count)
}

const ask = async (): Promise<void> => {
  try {
    tellUnread((await call(endpoints.unreadNotices, { quiet: true })).unread)
  } catch (cause) {
    // A bar without a number is no fault that a person has to know of; the page of notices tells it.
    if (!(cause instanceof ApiFailure)) throw cause
  }
}

/** 0 for who is not logged in. */
export const useUnread = (): number => {
  const user = useSession()?.me.user
  const count = useObservable(unread)
  useEffect(() => {
    tellUnread(0)
    if (user !== undefined) void ask()
  }, [user])
  useReturn(() => {
    if (user !== undefined) void ask()
  })
  return user === undefined ? 0 : count
}

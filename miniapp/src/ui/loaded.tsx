// The three states of loaded data in one place: skeleton, failure with retry, content.
import type { ReactNode } from 'react'
import type { Fetched } from '../api/use-fetch'
import { ErrorState } from './error-state'
import { Skeleton } from './skeleton'

type Props<T> = {
  from: Fetched<T>
  /** What is being loaded, for the failure. */ subject?: string
  lines?: number
  children: (data: T) => ReactNode
}

/** Old data stays in sight under a failure of its reload. */
export const Loaded = <T,>({ from, subject, lines, children }: Props<T>) => (
  <>
    {from.failure ? <ErrorState failure={from.failure} subject={subject} onRetry={from.reload} /> : null}
    {from.data === undefined ? from.failure ? null : <Skeleton lines={lines ?? 4} /> : children(from.data)}
  </>
)

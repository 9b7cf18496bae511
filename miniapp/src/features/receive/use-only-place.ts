// An organisation with one place receives there: nothing to choose.
import { useEffect } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import type { Counting } from './use-count'

export const useOnlyPlace = ({ state, dispatch }: Counting): void => {
  const asked = state.place === '' ? 'receive-only-place' : undefined
  const { data } = useFetch(asked, () => call(endpoints.places, { query: { limit: 2 }, quiet: true }))
  const only = data?.items.length === 1 ? data.items[0]?.id : undefined
  useEffect(() => {
    if (only !== undefined) dispatch({ type: 'place', place: only })
  }, [only])
}

// The way to the next page of a list.
import type { Pages } from '../api/use-pages'
import { useTranslate } from '../i18n/translate'
import { Button } from './button'

export const MoreButton = ({ of }: { of: Pick<Pages<unknown>, 'more' | 'loadingMore' | 'total'> }) => {
  const t = useTranslate()
  if (of.more === undefined) return null
  return <Button wide text={t('form.more', { total: of.total })} busy={of.loadingMore} onPress={of.more} />
}

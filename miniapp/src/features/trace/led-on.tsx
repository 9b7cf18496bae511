// Before the trace: somebody whose company waits for these goods, or is a party of this trade, is led on to it.
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { useEffect, useState, type ReactNode } from 'react'
import { askOpening, type Asked } from '../../api/ask-opening'
import { useSession } from '../../api/session'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { Skeleton } from '../../ui/skeleton'
import { TradeStateTag } from '../../ui/trade-state-tag'
import { Verdict } from '../../ui/verdict'

type Props = {
  path: string
  /** As it is asked for: with its host where that is not this page's. */
  text: string
  /** Whoever led here has asked already. */
  led: boolean
  children: ReactNode
}

const Choose = ({ trades, onTrace }: { trades: Asked['trades']; onTrace: () => void }) => {
  const t = useTranslate()
  return (
    <>
      <Section title={t('opening.choose')} flush>
        {trades.map(({ no, state, supplier }) => (
          <Row
            key={no}
            icon="trade"
            title={t('opening.from', { supplier })}
            note={t('opening.tradeNo', { no })}
            value={<TradeStateTag state={state} />}
            onPress={() => {
              replaceWith('receive', { no })
            }}
          />
        ))}
      </Section>
      <Button kind="plain" icon="search" wide text={t('opening.trace')} onPress={onTrace} />
    </>
  )
}

/** The page that is on its way in place of this one, if any. */
const goOn = ({ opening }: Asked): boolean => {
  if (opening.page !== 'receive' && opening.page !== 'trade') return false
  replaceWith(opening.page, { no: opening.no })
  return true
}

export const LedOn = ({ path, text, led, children }: Props) => {
  const t = useTranslate()
  const user = useSession()?.me.user
  const asks = user !== undefined && !led
  const [asked, setAsked] = useState<Asked | undefined>(undefined)
  const [stays, setStays] = useState(false)
  useEffect(() => {
    if (!asks) return undefined
    let left = false
    setAsked(undefined)
    void askOpening(parsePath(path), text).then((found) => {
      if (!left && !goOn(found)) setAsked(found)
    })
    return () => {
      left = true
    }
  }, [asks, path, text, user])
  if (!asks) return <>{children}</>
  if (asked === undefined)
    return (
      <>
        <Verdict tone="wait" sentence={t('opening.asking')} />
        <Skeleton lines={5} />
      </>
    )
  const { opening, trades } = asked
  if (opening.page !== 'choose' || stays) return <>{children}</>
  const choice = trades.filter(({ no }) => opening.trades.includes(no))
  return (
    <Choose
      trades={choice}
      onTrace={() => {
        setStays(true)
      }}
    />
  )
}

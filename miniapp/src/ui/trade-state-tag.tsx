// State of a trade in one word.
import { tradeStateLabel, type TradeState } from '@ectrace/shared/domain/trade'
import { useLanguage } from '../i18n/translate'
import type { IconName } from './icon'
import { StatusTag } from './status-tag'
import type { Tone } from './tone'

const looks: Record<TradeState, { tone: Tone; icon?: IconName }> = {
  offered: { tone: 'wait' },
  agreed: { tone: 'act' },
  dispatched: { tone: 'act', icon: 'truck' },
  partly_received: { tone: 'caution', icon: 'box' },
  received: { tone: 'good' },
  refused: { tone: 'bad' },
  cancelled: { tone: 'wait', icon: 'cross' },
  declined: { tone: 'wait', icon: 'cross' },
  returned: { tone: 'wait', icon: 'undo' },
}

export const TradeStateTag = ({ state }: { state: TradeState }) => {
  const language = useLanguage()
  return <StatusTag {...looks[state]} text={tradeStateLabel(state, language)} />
}

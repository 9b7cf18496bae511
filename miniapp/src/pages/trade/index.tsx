// One trade.
export { TradePage as default } from '../../features/trade/trade-page'

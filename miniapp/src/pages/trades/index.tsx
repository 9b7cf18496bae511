// List of trades.
export { TradesPage as default } from '../../features/trades/trades-page'

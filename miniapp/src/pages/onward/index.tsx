// Goods in hand become the next trade.
export { OnwardPage as default } from '../../features/offer/onward-page'

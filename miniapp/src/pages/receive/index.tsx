// Receiving goods.
export { ReceivePage as default } from '../../features/receive/receive-page'

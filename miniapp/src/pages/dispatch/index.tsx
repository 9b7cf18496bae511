// Sending goods.
export { DispatchPage as default } from '../../features/dispatch/dispatch-page'

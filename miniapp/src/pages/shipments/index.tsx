// What was sent and how it is received.
export { ShipmentsPage as default } from '../../features/shipments/shipments-page'

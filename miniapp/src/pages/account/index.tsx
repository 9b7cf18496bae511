// Who works on this device.
export { AccountPage as default } from '../../features/account/account-page'

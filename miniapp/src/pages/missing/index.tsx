// Addresses that lead nowhere.
export { MissingPage as default } from '../../features/missing/missing-page'

// Products, places, batches and trades out of a file.
export { ImportsPage as default } from '../../features/imports/imports-page'

// Tables of all that an organisation has.
export { ExportsPage as default } from '../../features/exports/exports-page'

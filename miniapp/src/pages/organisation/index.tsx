// My organisation.
import '../../i18n/staff-texts'
export { OrganisationPage as default } from '../../features/organisation/organisation-page'

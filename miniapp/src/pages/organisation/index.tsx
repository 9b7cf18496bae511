// My organisation.
export { OrganisationPage as default } from '../../features/organisation/organisation-page'

// Registering an organisation.
export { RegisterPage as default } from '../../features/register/register-page'

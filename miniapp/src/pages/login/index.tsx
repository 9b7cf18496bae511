// Logging in.
export { LoginPage as default } from '../../features/login/login-page'

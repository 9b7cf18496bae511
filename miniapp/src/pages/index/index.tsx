// Home.
import '../../i18n/staff-texts'
export { HomePage as default } from '../../features/home/home-page'

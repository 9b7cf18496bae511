// Recording what happened.
import '../../i18n/staff-texts'
export { EventsPage as default } from '../../features/events/events-page'

// Recording what happened.
export { EventsPage as default } from '../../features/events/events-page'

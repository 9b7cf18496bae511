// What an organisation's people should know.
export { NoticesPage as default } from '../../features/notices/notices-page'

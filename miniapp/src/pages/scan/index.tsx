// Scanner.
export { ScanPage as default } from '../../features/scan/scan-page'

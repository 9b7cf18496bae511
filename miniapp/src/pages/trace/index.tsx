// Trace of a code.
export { TracePage as default } from '../../features/trace/trace-page'

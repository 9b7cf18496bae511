// One batch.
export { BatchPage as default } from '../../features/batches/batch-page'

// Counts that do not agree, settled by two signed words.
export { DiscrepancyPage as default } from '../../features/discrepancy/discrepancy-page'

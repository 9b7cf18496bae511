// Check of a proof file.
export { ProofPage as default } from '../../features/proof/proof-page'

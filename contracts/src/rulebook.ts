// Every rule under the name of its transaction; a transaction without a rule does not compile.
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Rule } from './rule.ts'
import { acceptTrade } from './rules/accept-trade.ts'
import { activateCodes } from './rules/activate-codes.ts'
import { adjustStock } from './rules/adjust-stock.ts'
import { aggregate } from './rules/aggregate.ts'
import { amendTrade } from './rules/amend-trade.ts'
import { anchorScans } from './rules/anchor-scans.ts'
import { answerDiscrepancy } from './rules/answer-discrepancy.ts'
import { cancelTrade } from './rules/cancel-trade.ts'
import { changeCredentialStatus } from './rules/change-credential-status.ts'
import { closeAgreement } from './rules/close-agreement.ts'
import { closeLog } from './rules/close-log.ts'
import { confirmReceipt } from './rules/confirm-receipt.ts'
import { createBatch } from './rules/create-batch.ts'
import { createPlace } from './rules/create-place.ts'
import { createProduct } from './rules/create-product.ts'
import { decideAdjustment } from './rules/decide-adjustment.ts'
import { declineTrade } from './rules/decline-trade.ts'
import { disaggregate } from './rules/disaggregate.ts'
import { dispatchTrade } from './rules/dispatch-trade.ts'
import { enrolUser } from './rules/enrol-user.ts'
import { escalateDiscrepancy } from './rules/escalate-discrepancy.ts'
import { freezeCodes } from './rules/freeze-codes.ts'
import { grantAuthority } from './rules/grant-authority.ts'
import { issueCredential } from './rules/issue-credential.ts'
import { mergeBatches } from './rules/merge-batches.ts'
import { mintCodes } from './rules/mint-codes.ts'
import { offerTrade } from './rules/offer-trade.ts'
import { openAgreement } from './rules/open-agreement.ts'
import { openEpoch } from './rules/open-epoch.ts'
import { openRecall } from './rules/open-recall.ts'
import { raiseDiscrepancy } from './rules/raise-discrepancy.ts'
import { recordEvent } from './rules/record-event.ts'
import { recordReceiptAttempt } from './rules/record-receipt-attempt.ts'
import { refuseReceipt } from './rules/refuse-receipt.ts'
import { registerOrganisation } from './rules/register-organisation.ts'
import { releaseCodes } from './rules/release-codes.ts'
import { retireGoods } from './rules/retire-goods.ts'
import { returnGoods } from './rules/return-goods.ts'
import { revokeUser } from './rules/revoke-user.ts'
import { splitBatch } from './rules/split-batch.ts'
import { transformBatch } from './rules/transform-batch.ts'
import { verifyOrganisation } from './rules/verify-organisation.ts'
import { voidCodes } from './rules/void-codes.ts'

export const rulebook: { readonly [N in TransactionName]: Rule<N> } = {
  registerOrganisation,
  verifyOrganisation,
  enrolUser,
  revokeUser,
  openEpoch,
  closeLog,
  createPlace,
  createProduct,
  createBatch,
  transformBatch,
  mintCodes,
  activateCodes,
  freezeCodes,
  releaseCodes,
  voidCodes,
  anchorScans,
  recordEvent,
  offerTrade,
  acceptTrade,
  declineTrade,
  cancelTrade,
  dispatchTrade,
  recordReceiptAttempt,
  confirmReceipt,
  refuseReceipt,
  splitBatch,
  mergeBatches,
  retireGoods,
  adjustStock,
  decideAdjustment,
  aggregate,
  disaggregate,
  openAgreement,
  closeAgreement,
  amendTrade,
  returnGoods,
  raiseDiscrepancy,
  answerDiscrepancy,
  escalateDiscrepancy,
  openRecall,
  grantAuthority,
  issueCredential,
  changeCredentialStatus,
}

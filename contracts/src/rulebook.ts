// Every rule under the name of its transaction; a transaction without a rule does not compile.
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Rule } from './rule.ts'
import { acceptTrade } from './rules/accept-trade.ts'
import { cancelTrade } from './rules/cancel-trade.ts'
import { confirmReceipt } from './rules/confirm-receipt.ts'
import { createBatch } from './rules/create-batch.ts'
import { createPlace } from './rules/create-place.ts'
import { createProduct } from './rules/create-product.ts'
import { declineTrade } from './rules/decline-trade.ts'
import { dispatchTrade } from './rules/dispatch-trade.ts'
import { enrolUser } from './rules/enrol-user.ts'
import { mintCodes } from './rules/mint-codes.ts'
import { offerTrade } from './rules/offer-trade.ts'
import { openEpoch } from './rules/open-epoch.ts'
import { recordEvent } from './rules/record-event.ts'
import { recordReceiptAttempt } from './rules/record-receipt-attempt.ts'
import { refuseReceipt } from './rules/refuse-receipt.ts'
import { registerOrganisation } from './rules/register-organisation.ts'
import { revokeUser } from './rules/revoke-user.ts'
import { transformBatch } from './rules/transform-batch.ts'
import { verifyOrganisation } from './rules/verify-organisation.ts'

export const rulebook: { readonly [N in TransactionName]: Rule<N> } = {
  registerOrganisation,
  verifyOrganisation,
  enrolUser,
  revokeUser,
  openEpoch,
  createPlace,
  createProduct,
  createBatch,
  transformBatch,
  mintCodes,
  recordEvent,
  offerTrade,
  acceptTrade,
  declineTrade,
  cancelTrade,
  dispatchTrade,
  recordReceiptAttempt,
  confirmReceipt,
  refuseReceipt,
}

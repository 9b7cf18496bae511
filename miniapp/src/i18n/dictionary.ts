// The dictionary: Chinese is the source, English must have every key. One file for each feature and language.
import { core as enCore } from './en/core'
import { home as enHome } from './en/home'
import { scan as enScan } from './en/scan'
import { missing as enMissing } from './en/missing'
import { opening as enOpening } from './en/opening'
import { trace as enTrace } from './en/trace'
import { checks as enChecks } from './en/checks'
import { scans as enScans } from './en/scans'
import { report as enReport } from './en/report'
import { login as enLogin } from './en/login'
import { account as enAccount } from './en/account'
import { register as enRegister } from './en/register'
import { trades as enTrades } from './en/trades'
import { trade as enTrade } from './en/trade'
import { receive as enReceive } from './en/receive'
import { offline as enOffline } from './en/offline'
import { products as enProducts } from './en/products'
import { product as enProduct } from './en/product'
import { batches as enBatches } from './en/batches'
import { batch as enBatch } from './en/batch'
import { codes as enCodes } from './en/codes'
import { events as enEvents } from './en/events'
import { discrepancy as enDiscrepancy } from './en/discrepancy'
import { shipments as enShipments } from './en/shipments'
import { notices as enNotices } from './en/notices'
import { exports as enExports } from './en/exports'
import { imports as enImports } from './en/imports'
import { reports as enReports } from './en/reports'
import { alerts as enAlerts } from './en/alerts'
import { offer as enOffer } from './en/offer'
import { onward as enOnward } from './en/onward'
import { dispatch as enDispatch } from './en/dispatch'
import { organisation as enOrganisation } from './en/organisation'
import { demo as enDemo } from './en/demo'
import { proof as enProof } from './en/proof'
import { faults as enFaults } from './en/faults'
import { forms as enForms } from './en/forms'
import { core as zhCore } from './zh/core'
import { home as zhHome } from './zh/home'
import { scan as zhScan } from './zh/scan'
import { missing as zhMissing } from './zh/missing'
import { opening as zhOpening } from './zh/opening'
import { trace as zhTrace } from './zh/trace'
import { checks as zhChecks } from './zh/checks'
import { scans as zhScans } from './zh/scans'
import { report as zhReport } from './zh/report'
import { login as zhLogin } from './zh/login'
import { account as zhAccount } from './zh/account'
import { register as zhRegister } from './zh/register'
import { trades as zhTrades } from './zh/trades'
import { trade as zhTrade } from './zh/trade'
import { receive as zhReceive } from './zh/receive'
import { offline as zhOffline } from './zh/offline'
import { products as zhProducts } from './zh/products'
import { product as zhProduct } from './zh/product'
import { batches as zhBatches } from './zh/batches'
import { batch as zhBatch } from './zh/batch'
import { codes as zhCodes } from './zh/codes'
import { events as zhEvents } from './zh/events'
import { discrepancy as zhDiscrepancy } from './zh/discrepancy'
import { shipments as zhShipments } from './zh/shipments'
import { notices as zhNotices } from './zh/notices'
import { exports as zhExports } from './zh/exports'
import { imports as zhImports } from './zh/imports'
import { reports as zhReports } from './zh/reports'
import { alerts as zhAlerts } from './zh/alerts'
import { offer as zhOffer } from './zh/offer'
import { onward as zhOnward } from './zh/onward'
import { dispatch as zhDispatch } from './zh/dispatch'
import { organisation as zhOrganisation } from './zh/organisation'
import { demo as zhDemo } from './zh/demo'
import { proof as zhProof } from './zh/proof'
import { faults as zhFaults } from './zh/faults'
import { forms as zhForms } from './zh/forms'

const zh = {
  ...zhCore,
  ...zhHome,
  ...zhScan,
  ...zhMissing,
  ...zhOpening,
  ...zhTrace,
  ...zhChecks,
  ...zhScans,
  ...zhReport,
  ...zhLogin,
  ...zhAccount,
  ...zhRegister,
  ...zhTrades,
  ...zhTrade,
  ...zhReceive,
  ...zhOffline,
  ...zhProducts,
  ...zhProduct,
  ...zhBatches,
  ...zhBatch,
  ...zhCodes,
  ...zhEvents,
  ...zhDiscrepancy,
  ...zhShipments,
  ...zhNotices,
  ...zhExports,
  ...zhImports,
  ...zhReports,
  ...zhAlerts,
  ...zhOffer,
  ...zhOnward,
  ...zhDispatch,
  ...zhOrganisation,
  ...zhDemo,
  ...zhProof,
  ...zhFaults,
  ...zhForms,
} as const

export type Key = keyof typeof zh

const en: Record<Key, string> = {
  ...enCore,
  ...enHome,
  ...enScan,
  ...enMissing,
  ...enOpening,
  ...enTrace,
  ...enChecks,
  ...enScans,
  ...enReport,
  ...enLogin,
  ...enAccount,
  ...enRegister,
  ...enTrades,
  ...enTrade,
  ...enReceive,
  ...enOffline,
  ...enProducts,
  ...enProduct,
  ...enBatches,
  ...enBatch,
  ...enCodes,
  ...enEvents,
  ...enDiscrepancy,
  ...enShipments,
  ...enNotices,
  ...enExports,
  ...enImports,
  ...enReports,
  ...enAlerts,
  ...enOffer,
  ...enOnward,
  ...enDispatch,
  ...enOrganisation,
  ...enDemo,
  ...enProof,
  ...enFaults,
  ...enForms,
}

export const dictionaries: Record<'zh' | 'en', Record<Key, string>> = { zh, en }

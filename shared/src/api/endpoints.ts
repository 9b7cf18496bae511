// Every endpoint of the HTTP API: method, path, who may call, and the types of what goes in and out.
import type { z } from 'zod'
import type { LoadCheck } from '../matching/match-loading.ts'
import type { MatchResult } from '../matching/match.ts'
import type { ProofFile } from '../proof/proof-file.ts'
import type { requests } from '../schema/requests.ts'
import type { ScanRules } from '../scanning/scan-rules.ts'
import type * as a from './account-views.ts'
import type * as c from './code-views.ts'
import type * as d from './discrepancy-views.ts'
import type { Access, Endpoint } from './endpoint.ts'
import type * as counting from './counting-views.ts'
import type * as files from './file-views.ts'
import type * as g from './goods-views.ts'
import type { OpeningView } from './opening-views.ts'
import type { PackSummary, PackView } from './pack-views.ts'
import type * as s from './scan-views.ts'
import type * as t from './trade-views.ts'
import type * as v from './views.ts'

type Schemas = typeof requests
type SchemaName = keyof Schemas
type In<S extends SchemaName> = z.input<Schemas[S]>
type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

const everyone = (limit: Extract<Access, { kind: 'public' }>['limit']): Access => ({ kind: 'public', limit })
const session: Access = { kind: 'session' }
const roles = (...names: Extract<Access, { kind: 'roles' }>['roles']): Access => ({ kind: 'roles', roles: names })

type Get<P extends string, Reply, Q = undefined> = Endpoint<ParamNames<P>, Q, undefined, Reply>
type Post<P extends string, S extends SchemaName, Reply> = Endpoint<ParamNames<P>, undefined, In<S>, Reply>

const get =
  <Reply>() =>
  <P extends string>(path: P, access: Access): Get<P, Reply> => ({ method: 'GET', path, access })
const find =
  <Reply>() =>
  <P extends string, S extends SchemaName>(path: P, access: Access, schema: S): Get<P, Reply, In<S>> => ({
    method: 'GET',
    path,
    access,
    schema,
  })
const post =
  <Reply>() =>
  <P extends string, S extends SchemaName>(path: P, access: Access, schema: S): Post<P, S, Reply> => ({
    method: 'POST',
    path,
    access,
    schema,
  })

export const endpoints = {
  // who
  registerOrganisation: post<v.Recorded<{ organisation: string; user: string }>>()(
    '/organisations',
    everyone('register'),
    'registerOrganisation',
  ),
  organisations: find<v.Page<v.OrganisationView>>()('/organisations', session, 'organisationQuery'),
  organisation: get<v.OrganisationView>()('/organisations/:id', session),
  verifyOrganisation: post<v.Recorded>()('/organisations/:id/verification', roles('operator'), 'verifyOrganisation'),
  enrolUser: post<v.Recorded<{ user: string }>>()('/users', roles('administrator'), 'enrolUser'),
  users: find<v.Page<v.UserView>>()('/users', roles('administrator'), 'pageQuery'),
  revokeUser: post<v.Recorded>()('/users/:id/revocation', roles('administrator'), 'revokeUser'),
  createSession: post<v.Session>()('/sessions', everyone('login'), 'createSession'),
  renewSession: post<v.Session>()('/sessions/renewal', everyone('login'), 'renewSession'),
  /** `code` of `wx.login`. */
  createWechatSession: post<a.LoginAnswer>()('/sessions/wechat', everyone('login'), 'createWechatSession'),
  createSmsSession: post<a.LoginAnswer>()('/sessions/sms', everyone('login'), 'createSmsSession'),
  /** The same answer for every number; a message goes to those that an account has. */
  sendSmsCode: post<a.CodeSent>()('/sms-codes', everyone('login'), 'sendSmsCode'),
  loginWays: get<a.LoginWays>()('/login-ways', everyone('read')),
  endSession: post<Record<never, never>>()('/sessions/end', session, 'empty'),
  me: get<v.Me>()('/me', session),
  account: get<a.AccountView>()('/me/account', session),
  /** `certain: false`: the gateway gave no answer, the message may still come. */
  sendBindingCode: post<a.CodeSent & { certain: boolean }>()('/me/phone/codes', session, 'sendSmsCode'),
  bindPhone: post<a.AccountView>()('/me/phone', session, 'bindPhone'),
  bindWechatPhone: post<a.AccountView>()('/me/phone/wechat', session, 'bindWechatPhone'),
  unbindPhone: post<a.AccountView>()('/me/phone/end', session, 'empty'),

  // what
  createPlace: post<v.Recorded<{ place: string }>>()('/places', roles('trader', 'administrator'), 'createPlace'),
  places: find<v.Page<v.PlaceView>>()('/places', session, 'pageQuery'),
  createProduct: post<v.Recorded<{ product: string }>>()('/products', roles('trader'), 'createProduct'),
  products: find<v.Page<v.ProductView>>()('/products', session, 'pageQuery'),
  createBatch: post<v.Recorded<{ batch: string }>>()('/batches', roles('trader'), 'createBatch'),
  transformBatch: post<v.Recorded<{ batch: string }>>()('/transformations', roles('trader'), 'transformBatch'),
  /** Batches the caller made or holds. */
  batches: find<v.Page<v.BatchView>>()('/batches', session, 'batchQuery'),
  batch: get<v.BatchView>()('/batches/:id', session),
  mintCodes: post<v.Recorded<{ set: number; count: number; first: string[] }>>()(
    '/batches/:id/codes',
    roles('trader'),
    'mintCodes',
  ),
  /** Codes of a batch that the caller made; those not dispatched by name yet. */
  codes: find<v.Page<v.CodeView>>()('/batches/:id/codes', roles('trader'), 'pageQuery'),
  /** Makes a set of codes, up to a million; it goes on chain with `mintCodes` when it is ready. */
  prepareCodes: post<c.CodePreparation>()('/batches/:id/code-preparations', roles('trader'), 'prepareCodes'),
  codePreparations: find<v.Page<c.CodePreparation>>()('/batches/:id/code-preparations', roles('trader'), 'pageQuery'),
  codePreparation: get<c.CodePreparation>()('/code-preparations/:id', roles('trader')),
  cancelPreparation: post<c.CodePreparation>()('/code-preparations/:id/cancellation', roles('trader'), 'empty'),
  codeSets: get<{ sets: c.CodeSetView[] }>()('/batches/:id/code-sets', roles('trader', 'operator')),
  /** Activates, freezes, releases or voids a range of a set. */
  changeCodes: post<v.Recorded<{ codes: number }>>()(
    '/batches/:id/code-acts',
    roles('trader', 'operator'),
    'changeCodes',
  ),
  /** One code as its maker sees it. */
  code: find<c.CodeDetail>()('/code', roles('trader', 'operator'), 'codeQuery'),
  /** What a scanned code has to do with the caller: which page opens (shared/src/opening). */
  opening: find<OpeningView>()('/codes/opening', session, 'codeQuery'),
  codeKeys: get<{ keys: c.CodeKeyView[] }>()('/code-keys', roles('operator')),
  /** New serials carry a new key; old ones keep working. */
  rotateCodeKey: post<c.CodeKeyView>()('/code-keys', roles('operator'), 'empty'),
  labels: find<c.LabelFile>()('/batches/:id/labels', roles('trader'), 'labelQuery'),
  hiddenCodes: get<{ ranges: c.HiddenRange[] }>()('/batches/:id/hidden-codes', roles('trader')),
  /** The only time that they can be read: a file to be printed under the scratch layer. */
  issueHiddenCodes: post<c.HiddenFile>()('/batches/:id/hidden-codes', roles('trader'), 'issueHiddenCodes'),
  recordEvent: post<v.Recorded<{ event: string }>>()(
    '/events',
    roles('trader', 'warehouse', 'inspector'),
    'recordEvent',
  ),
  /** Body: the picture's bytes. */
  addEvidence: post<v.EvidenceView>()('/evidence', session, 'empty'),

  // trade
  offerTrade: post<v.Recorded<{ no: string; path: string }>>()('/trades', roles('trader'), 'offerTrade'),
  trades: find<v.Page<v.TradeSummary>>()('/trades', session, 'tradeQuery'),
  trade: get<v.TradeView>()('/trades/:no', session),
  acceptTrade: post<v.Recorded>()('/trades/:no/acceptance', roles('trader'), 'acceptTrade'),
  amendTrade: post<v.Recorded<{ revision: number }>>()('/trades/:no/amendment', roles('trader'), 'amendTrade'),
  declineTrade: post<v.Recorded>()('/trades/:no/declination', roles('trader'), 'endTrade'),
  /** After dispatch too, while nothing was received: the shipment is void. */
  cancelTrade: post<v.Recorded>()('/trades/:no/cancellation', roles('trader'), 'endTrade'),
  /** Holds what is loaded against the agreed lines and writes nothing. */
  checkLoad: post<LoadCheck>()('/trades/:no/load-check', roles('trader', 'warehouse'), 'checkLoad'),
  dispatchTrade: post<v.Recorded>()('/trades/:no/dispatch', roles('trader'), 'dispatchTrade'),
  /** To be printed, once dispatched; in the reader's language. */
  deliveryNote: find<t.PdfFile>()('/trades/:no/delivery-note', session, 'languageQuery'),
  /** Compares and writes nothing. */
  matchTrade: post<MatchResult>()('/trades/:no/match', roles('warehouse', 'trader'), 'count'),
  /** Agreement goes on chain; a difference is refused (RECEIPT_REFUSED, details: RefusalDetails) and the attempt kept. */
  confirmReceipt: post<v.Recorded<{ n: number }>>()(
    '/trades/:no/receipts',
    roles('warehouse', 'trader'),
    'confirmReceipt',
  ),
  refuseReceipt: post<v.Recorded>()('/trades/:no/refusal', roles('warehouse', 'trader'), 'refuseReceipt'),
  /** The supplier has refused goods, or those that a discrepancy note sends back, in its hands again. */
  returnGoods: post<v.Recorded<{ n: number }>>()('/trades/:no/return', roles('warehouse', 'trader'), 'returnGoods'),
  /** From goods in hand to a trade: what to offer and what to dispatch, filled in. Writes nothing. */
  draftOnward: post<t.OnwardDraft>()('/onward-trades/draft', roles('trader', 'warehouse'), 'draftOnward'),

  // standing agreements
  openAgreement: post<v.Recorded>()('/agreements', roles('trader'), 'openAgreement'),
  agreements: find<v.Page<t.AgreementView>>()('/agreements', session, 'agreementQuery'),
  closeAgreement: post<v.Recorded>()('/agreements/:supplier/:buyer/closing', roles('trader'), 'reason'),

  // stock, recalls, credentials
  splitBatch: post<v.Recorded<{ batches: string[] }>>()('/batches/:id/split', roles('trader'), 'splitBatch'),
  mergeBatches: post<v.Recorded<{ batch: string }>>()('/merges', roles('trader'), 'mergeBatches'),
  /** What the caller's organisation has, by batch, place and state. */
  stock: find<v.Page<g.StockView>>()('/stock', session, 'stockQuery'),
  retireGoods: post<v.Recorded<{ retirement: string }>>()('/retirements', roles('trader', 'warehouse'), 'retireGoods'),
  retirements: find<v.Page<g.RetirementView>>()('/retirements', session, 'pageQuery'),
  adjustStock: post<v.Recorded<{ adjustment: string }>>()(
    '/adjustments',
    roles('trader', 'administrator'),
    'adjustStock',
  ),
  /** By another person than the one who proposed it. */
  decideAdjustment: post<v.Recorded>()(
    '/adjustments/:id/decision',
    roles('trader', 'administrator'),
    'decideAdjustment',
  ),
  adjustments: find<v.Page<g.AdjustmentView>>()('/adjustments', session, 'adjustmentQuery'),
  openRecall: post<v.Recorded<{ recall: string }>>()('/recalls', roles('trader', 'administrator'), 'openRecall'),
  recalls: find<v.Page<g.RecallView>>()('/recalls', session, 'pageQuery'),
  /** With every batch that it reached, those made later too. */
  recall: get<g.RecallView & { reached: g.RecalledBatch[] }>()('/recalls/:id', session),
  grantAuthority: post<v.Recorded>()('/authorities', roles('operator'), 'grantAuthority'),
  issueCredential: post<v.Recorded>()('/credentials', roles('administrator', 'inspector'), 'issueCredential'),
  changeCredentialStatus: post<v.Recorded>()(
    '/credentials/status',
    roles('administrator', 'inspector'),
    'changeCredentialStatus',
  ),
  credentials: find<v.Page<g.CredentialView>>()('/credentials', session, 'credentialQuery'),

  // packs
  createPack: post<v.Recorded<{ path: string; sscc: string }>>()('/packs', roles('trader', 'warehouse'), 'createPack'),
  /** Outermost packs in the caller's hands or on their way from them. */
  packs: find<v.Page<PackSummary>>()('/packs', session, 'packQuery'),
  /** For who holds it, and for both sides of the trade under which it travels or came. */
  pack: get<PackView>()('/packs/:sscc', session),
  unpack: post<v.Recorded<{ left: number }>>()('/packs/:sscc/unpacking', roles('trader', 'warehouse'), 'unpack'),

  // discrepancy notes
  /** The buyer's signed word on a count that does not agree, or on a kept attempt. */
  raiseDiscrepancy: post<v.Recorded<d.NoteRaised>>()(
    '/trades/:no/discrepancies',
    roles('warehouse', 'trader'),
    'raiseDiscrepancy',
  ),
  /** Notes of the caller as buyer or supplier. */
  discrepancies: find<v.Page<d.DiscrepancySummary>>()('/discrepancies', session, 'discrepancyQuery'),
  tradeDiscrepancies: find<v.Page<d.DiscrepancyView>>()('/trades/:no/discrepancies', session, 'pageQuery'),
  /** The supplier's signed word. Where the amended lines agree with the count, the receipt is written with it. */
  answerDiscrepancy: post<v.Recorded<d.NoteAnswered>>()(
    '/trades/:no/discrepancies/:n/answer',
    roles('trader'),
    'answerDiscrepancy',
  ),
  /** What that answer would lead to; writes nothing. */
  previewAnswer: post<d.AnswerPreview>()(
    '/trades/:no/discrepancies/:n/answer/preview',
    roles('trader'),
    'answerDiscrepancy',
  ),
  escalateDiscrepancy: post<v.Recorded>()(
    '/trades/:no/discrepancies/:n/escalation',
    roles('warehouse', 'trader'),
    'escalateDiscrepancy',
  ),

  // counting
  /** The buyer's staff: what a phone counts against without a signal. */
  manifest: get<counting.ManifestView>()('/trades/:no/manifest', roles('warehouse', 'trader')),
  /** Keeps operations once, and answers with those of others. */
  count: post<counting.CountingView>()('/trades/:no/counting', roles('warehouse', 'trader'), 'counting'),
  counting: find<counting.CountingView>()('/trades/:no/counting', roles('warehouse', 'trader'), 'countingQuery'),
  /** The buyer's people: who counted and signed what. */
  counters: get<counting.Counter[]>()('/trades/:no/counters', session),
  organisationSettings: get<counting.OrganisationSettings>()('/organisation-settings', session),
  setOrganisationSettings: post<counting.OrganisationSettings>()(
    '/organisation-settings',
    roles('administrator'),
    'organisationSettings',
  ),

  // proof
  transaction: get<v.TransactionView | v.NotWritten>()('/transactions/:id', session),
  /** A record's proof file: this very JSON, saved as it comes, is what `pnpm verify-proof` reads. */
  proof: find<ProofFile>()('/transactions/:id/proof', session, 'proofQuery'),
  signTransaction: post<v.Recorded>()('/transactions/:id/signature', everyone('register'), 'signTransaction'),
  // scans of consumers
  /** By a page that is on somebody's screen; writes what the platform counts of an item. */
  scan: post<s.ScanView>()('/scans', everyone('scan'), 'scan'),
  /** For the mini-program: tells one person's scans of an item from another's, and nothing else. */
  visitor: post<{ visitor: string }>()('/visitors', everyone('register'), 'visitor'),
  checkHiddenCode: post<c.HiddenCheckView>()('/hidden-code-checks', everyone('scan'), 'checkHiddenCode'),
  scans: find<v.Page<s.ScanLogView>>()('/scans', session, 'scanQuery'),
  scanAlerts: find<v.Page<s.ScanAlertView>>()('/scan-alerts', session, 'scanAlertQuery'),
  closeScanAlert: post<Record<never, never>>()('/scan-alerts/:id/closing', roles('trader'), 'closeScanAlert'),
  scanRules: get<ScanRules>()('/scan-rules', session),
  setScanRules: post<ScanRules>()('/scan-rules', roles('administrator', 'trader'), 'scanRules'),
  anchorScans: post<v.Recorded<{ day: string; scans: number; head: string }>>()(
    '/scan-anchors',
    roles('operator', 'platform'),
    'anchorScans',
  ),
  scanAnchors: find<v.Page<s.ScanAnchorView>>()('/scan-anchors', everyone('read'), 'pageQuery'),
  report: post<s.ReportStatus>()('/reports', everyone('report'), 'report'),
  reportStatus: get<s.ReportStatus>()('/reports/:receipt', everyone('scan')),
  /** The brand's own; a verified regulator sees all, the operator also those that name nobody's goods. */
  reports: find<v.Page<s.ReportView>>()('/reports', session, 'reportQuery'),
  /** By the brand; by the operator where the code names nobody's goods. */
  answerReport: post<s.ReportView>()(
    '/reports/:receipt/answer',
    roles('trader', 'administrator', 'operator'),
    'answerReport',
  ),

  // files
  /** Body: the file, CSV or XLSX. */
  addImport: post<files.ImportView>()('/imports/:kind', roles('trader'), 'empty'),
  importView: get<files.ImportView>()('/imports/:id', roles('trader')),
  importRows: find<v.Page<files.ImportRow>>()('/imports/:id/rows', roles('trader'), 'importRowQuery'),
  /** One transaction for all rows that are written. IMPORT_HAS_ERRORS for `all` with a bad one. */
  commitImport: post<v.Recorded<{ written: number; skipped: number }>>()(
    '/imports/:id/commit',
    roles('trader'),
    'commitImport',
  ),
  importTemplate: find<files.TableFile>()('/import-templates/:kind', roles('trader'), 'templateQuery'),
  exportTable: find<files.TableFile>()('/exports/:kind', session, 'exportQuery'),

  // notices
  notices: find<v.Page<files.NoticeView> & { unread: number }>()('/notices', session, 'noticeQuery'),
  unreadNotices: get<{ unread: number }>()('/notices/unread', session),
  readNotices: post<{ unread: number }>()('/notices/read', session, 'readNotices'),
  wechatBinding: get<{ bound: boolean; kinds: { kind: files.NoticeKind; template: string; left: number }[] }>()(
    '/me/wechat',
    session,
  ),
  bindWechat: post<{ bound: boolean }>()('/me/wechat', session, 'bindWechat'),
  unbindWechat: post<{ bound: boolean }>()('/me/wechat/end', session, 'empty'),
  subscribe: post<Record<never, never>>()('/me/wechat/subscriptions', session, 'subscribe'),

  trace: find<v.TraceView>()('/trace', everyone('scan'), 'traceQuery'),
  /** The default channel first; the endpoints of another one are below `/channels/{channel}`. */
  channels: get<v.ChannelView[]>()('/channels', everyone('read')),
  /** Brings the caller's organisation and its users to another channel's registry, or completes them there. */
  joinChannel: post<v.Recorded<{ registered: boolean; enrolled: number; revoked: number; remaining: number }>>()(
    '/channels/:channel/membership',
    roles('administrator'),
    'empty',
  ),
  log: get<v.LogView>()('/log', everyone('read')),
  /** From a witness: a checkpoint of this log with its cosignature. */
  cosign: post<v.Cosigned>()('/log/cosignatures', everyone('register'), 'cosignature'),
  consistency: find<{ path: string[] }>()('/log/consistency', everyone('read'), 'consistencyQuery'),
  demo: get<v.DemoView>()('/demo', everyone('read')),
} as const

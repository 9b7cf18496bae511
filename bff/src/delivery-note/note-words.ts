// What a delivery note says beside its facts, in both languages.
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'

export type Language = 'zh' | 'en'

type Words = {
  title: string
  returnTitle: string
  scan: string
  no: string
  state: string
  supplier: string
  buyer: string
  from: string
  to: string
  notSaid: string
  dispatchedAt: string
  promisedAt: string
  vehicle: string
  temperature: string
  returnOf: string
  line: string
  product: string
  lot: string
  expiry: string
  codes: string
  quantity: string
  unit: string
  total: string
  documents: string
  digest: string
  onChain: string
  transaction: string
  size: (size: number) => string
  check: (url: string) => string
  handedOver: string
  carried: string
  received: string
  signature: string
  page: (page: number, pages: number) => string
  voided: string
  levels: Record<OrganisationLevel, string>
  schemes: Record<string, string>
  kinds: Record<string, string>
}

const zh: Words = {
  title: '发货单',
  returnTitle: '退货发货单',
  scan: '扫码收货',
  no: '交易号',
  state: '交易状态',
  supplier: '供货方',
  buyer: '收货方',
  from: '发货地',
  to: '送达地',
  notSaid: '—',
  dispatchedAt: '发货时间',
  promisedAt: '约定送达',
  vehicle: '车辆',
  temperature: '运输温度',
  returnOf: '退货所属交易',
  line: '行',
  product: '商品 / 规格',
  lot: '批号',
  expiry: '保质期至',
  codes: '件码 / 箱码',
  quantity: '数量',
  unit: '单位',
  total: '合计',
  documents: '随附单证',
  digest: '摘要前 12 位',
  onChain: '链上凭证',
  transaction: '发货交易编号',
  size: (size) => `制单时账本共 ${String(size)} 条记录`,
  check: (url) =>
    `核对方法：用手机扫描右上角的交易码，或打开 ${url} 登录后输入交易号。页面显示的每一行都来自链上，应与本单逐行一致；不一致以链上记录为准。`,
  handedOver: '发货人',
  carried: '承运人',
  received: '收货人',
  signature: '签字 / 日期',
  page: (page, pages) => `第 ${String(page)} 页，共 ${String(pages)} 页`,
  voided: '已作废',
  levels: { trial: '未实名', verified: '已实名', suspended: '已停用' },
  schemes: { uscc: '统一社会信用代码', gln: '全球位置码 GLN', foreign: '境外机构代码', individual: '个体代码' },
  kinds: {
    origin: '产地证明',
    quarantine: '检疫证明',
    inspection: '检验报告',
    customs: '报关单',
    invoice: '发票',
    other: '其他',
  },
}

const en: Words = {
  title: 'Delivery note',
  returnTitle: 'Delivery note (goods sent back)',
  scan: 'Scan to receive',
  no: 'Trade',
  state: 'State of the trade',
  supplier: 'Supplier',
  buyer: 'Buyer',
  from: 'From',
  to: 'To',
  notSaid: '—',
  dispatchedAt: 'Dispatched',
  promisedAt: 'Promised',
  vehicle: 'Vehicle',
  temperature: 'Temperature',
  returnOf: 'Goods of trade',
  line: 'No.',
  product: 'Product / specification',
  lot: 'Lot',
  expiry: 'Best before',
  codes: 'Items / packs',
  quantity: 'Quantity',
  unit: 'Unit',
  total: 'Total',
  documents: 'Documents',
  digest: 'Digest, first 12',
  onChain: 'On chain',
  transaction: 'Transaction of the dispatch',
  size: (size) => `The log had ${String(size)} entries when this note was made`,
  check: (url) =>
    `How to check: scan the trade code at the top right, or log in at ${url} and enter the trade number. Every line shown there comes from the chain and must agree with this note; where they differ, the chain holds.`,
  handedOver: 'Handed over by',
  carried: 'Carried by',
  received: 'Received by',
  signature: 'Signature / date',
  page: (page, pages) => `Page ${String(page)} of ${String(pages)}`,
  voided: 'VOID',
  levels: { trial: 'not verified', verified: 'verified', suspended: 'suspended' },
  schemes: { uscc: 'Credit code', gln: 'GLN', foreign: 'Registration', individual: 'Registration' },
  kinds: {
    origin: 'Origin',
    quarantine: 'Quarantine',
    inspection: 'Inspection',
    customs: 'Customs',
    invoice: 'Invoice',
    other: 'Other',
  },
}

export const wordsOf = (language: Language): Words => (language === 'zh' ? zh : en)

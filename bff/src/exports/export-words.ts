// Heads and values of exported tables in both languages, where an import has no word for them.
import type { Language, Words } from '../imports/columns.ts'

const words = (zh: string, en: string): Words => ({ zh, en })

export const heads = {
  identifier: words('编号', 'Identifier'),
  codePath: words('追溯码路径', 'Code path'),
  supplier: words('供应方', 'Supplier'),
  state: words('状态', 'State'),
  line: words('行', 'Line'),
  product: words('产品', 'Product'),
  gtin: words('商品条码', 'GTIN'),
  specification: words('规格', 'Specification'),
  lot: words('批号', 'Lot'),
  place: words('地点', 'Place'),
  quantity: words('数量', 'Quantity'),
  unit: words('计量单位', 'Unit'),
  expiresOn: words('有效期至', 'Expires on'),
  batch: words('批次编号', 'Batch'),
  link: words('追溯码链接', 'Code link'),
  set: words('码段', 'Set'),
  index: words('序号', 'Number'),
  trade: words('交易编号', 'Trade'),
  receipt: words('收货次序', 'Receipt'),
  receivedAt: words('收货时间', 'Received at'),
  kind: words('类型', 'Kind'),
  accepted: words('实收', 'Accepted'),
  rejected: words('拒收', 'Rejected'),
  missing: words('短少', 'Missing'),
  reason: words('原因', 'Reason'),
  retiredAt: words('出库时间', 'Retired at'),
  units: words('单件码数', 'Codes'),
  at: words('时间', 'Time'),
  city: words('城市', 'City'),
  by: words('入口', 'Through'),
  text: words('内容', 'Text'),
  saidPlace: words('反映的地点', 'Place as told'),
  answer: words('答复', 'Answer'),
} as const satisfies Record<string, Words>

const values: Readonly<Record<string, Words>> = {
  on_hand: words('在库', 'on hand'),
  in_transit: words('在途', 'in transit'),
  held: words('待处理', 'held'),
  partial: words('部分', 'partial'),
  final: words('最终', 'final'),
  damaged: words('破损', 'damaged'),
  quality: words('质量问题', 'quality'),
  temperature: words('温度异常', 'temperature'),
  packaging: words('包装问题', 'packaging'),
  sold: words('售出', 'sold'),
  consumed: words('自用', 'consumed'),
  sampled: words('抽检', 'sampled'),
  lost: words('丢失', 'lost'),
  destroyed: words('销毁', 'destroyed'),
  h5: words('网页', 'web page'),
  weapp: words('小程序', 'mini-program'),
  suspected_copy: words('疑似假冒', 'suspected copy'),
  wrong_information: words('信息不符', 'wrong information'),
  already_used: words('已被使用', 'already used'),
  other: words('其他', 'other'),
  open: words('待处理', 'open'),
  answered: words('已答复', 'answered'),
  closed: words('已结束', 'closed'),
}

/** A code of the API as people read it; one without a word as it is. */
export const wordOf = (code: string | undefined, language: Language): string | undefined =>
  code === undefined ? undefined : (values[code]?.[language] ?? code)

/** What a spreadsheet calls the page. */
export const exportTitles = {
  products: words('产品', 'Products'),
  places: words('地点', 'Places'),
  batches: words('批次', 'Batches'),
  trades: words('交易', 'Trades'),
  stock: words('库存', 'Stock'),
  codes: words('可用码', 'Free codes'),
  scans: words('扫码记录', 'Scans'),
  reports: words('消费者举报', 'Reports'),
  receipts: words('收货', 'Receipts'),
  retirements: words('出库', 'Retirements'),
} as const satisfies Record<string, Words>

// The columns of each kind of file: what they are called in both languages, what they hold, and an example. Exports use the same names.
import type { ImportKind } from '@ectrace/shared/api/file-views'

export type Language = 'zh' | 'en'
export type Words = Readonly<Record<Language, string>>
/** How a cell is read: see `cell-values.ts`. */
export type ValueKind = 'text' | 'gtin' | 'digits' | 'number' | 'day' | 'instant' | 'unit' | 'list' | 'packing'
export type Column = {
  name: string
  title: Words
  kind: ValueKind
  required?: true
  example: string
  note: Words
}

const words = (zh: string, en: string): Words => ({ zh, en })

const goods = (of: Words): readonly Column[] => [
  { name: 'product', title: words('产品', 'Product'), kind: 'text', example: '原味酸奶', note: of },
  {
    name: 'gtin',
    title: words('商品条码', 'GTIN'),
    kind: 'gtin',
    example: '',
    note: words('有条码时填写，可代替产品名称', 'Instead of the name where there is one'),
  },
  {
    name: 'specification',
    title: words('规格', 'Specification'),
    kind: 'text',
    example: '100 g × 8',
    note: words('同名产品有多种规格时填写', 'Where several products have the name'),
  },
]

const quantity: Column = {
  name: 'quantity',
  title: words('数量', 'Quantity'),
  kind: 'number',
  required: true,
  example: '1200',
  note: words('大于零，小数位数不超过计量单位允许的位数', 'Above zero, with no more decimals than the unit allows'),
}
const unit = (required: boolean): Column => ({
  name: 'unit',
  title: words('计量单位', 'Unit'),
  kind: 'unit',
  ...(required ? { required: true } : {}),
  example: '件',
  note: required
    ? words('如：件、箱、千克，或代码 H87、XCT、KGM', 'Such as piece, carton, kilogram, or the code H87, XCT, KGM')
    : words('可不填；填写时须与产品的计量单位相同', 'May be empty; if given, the unit of the product'),
})
const credentials: Column = {
  name: 'requiredCredentials',
  title: words('所需证照', 'Required credentials'),
  kind: 'list',
  example: '',
  note: words('证照类型代码，用分号分隔', 'Types of credentials, separated by semicolons'),
}
const gln: Column = {
  name: 'gln',
  title: words('位置码', 'GLN'),
  kind: 'digits',
  example: '',
  note: words('13 位全球位置码，没有可不填', '13 digits, if there is one'),
}
const coordinate = (name: string, title: Words, example: string): Column => ({
  name,
  title,
  kind: 'number',
  example,
  note: words('十进制度，经度和纬度须同时填写', 'Decimal degrees; both or neither'),
})

export const importColumns: Readonly<Record<ImportKind, readonly Column[]>> = {
  products: [
    {
      name: 'name',
      title: words('名称', 'Name'),
      kind: 'text',
      required: true,
      example: '原味酸奶',
      note: words('最多 80 字', 'At most 80 characters'),
    },
    {
      name: 'gtin',
      title: words('商品条码', 'GTIN'),
      kind: 'gtin',
      example: '6901234567892',
      note: words('8、12、13 或 14 位；丢失的前导零会补上', '8, 12, 13 or 14 digits; lost leading zeros are put back'),
    },
    {
      name: 'specification',
      title: words('规格', 'Specification'),
      kind: 'text',
      example: '100 g × 8',
      note: words('最多 200 字', 'At most 200 characters'),
    },
    unit(true),
    {
      name: 'packing',
      title: words('包装', 'Packing'),
      kind: 'packing',
      example: '箱=24',
      note: words('包装单位=每包数量，多种用分号分隔', 'Package=quantity in it; several separated by semicolons'),
    },
    credentials,
  ],
  places: [
    {
      name: 'name',
      title: words('名称', 'Name'),
      kind: 'text',
      required: true,
      example: '第一工厂',
      note: words('最多 80 字', 'At most 80 characters'),
    },
    {
      name: 'city',
      title: words('城市', 'City'),
      kind: 'text',
      required: true,
      example: '杭州',
      note: words('最多 40 字', 'At most 40 characters'),
    },
    gln,
    coordinate('latitude', words('纬度', 'Latitude'), '30.274'),
    coordinate('longitude', words('经度', 'Longitude'), '120.155'),
  ],
  batches: [
    ...goods(words('本机构产品的名称、商品条码或编号', 'Name, GTIN or identifier of an own product')),
    {
      name: 'lot',
      title: words('批号', 'Lot'),
      kind: 'text',
      required: true,
      example: 'A0121',
      note: words('最多 20 个字母、数字或 GS1 允许的符号', 'At most 20 letters, digits and signs of GS1'),
    },
    {
      name: 'producedOn',
      title: words('生产日期', 'Produced on'),
      kind: 'day',
      required: true,
      example: '2026-01-21',
      note: words('如 2026-01-21、2026/1/21、2026年1月21日', 'Such as 2026-01-21 or 2026/1/21'),
    },
    {
      name: 'expiresOn',
      title: words('有效期至', 'Expires on'),
      kind: 'day',
      example: '2026-02-21',
      note: words('当天仍有效；没有可不填', 'Still good on that day; may be empty'),
    },
    {
      name: 'place',
      title: words('地点', 'Place'),
      kind: 'text',
      required: true,
      example: '第一工厂',
      note: words('本机构地点的名称、位置码或编号', 'Name, GLN or identifier of an own place'),
    },
    quantity,
    unit(false),
  ],
  trades: [
    {
      name: 'reference',
      title: words('参考号', 'Reference'),
      kind: 'text',
      required: true,
      example: 'PO-1001',
      note: words('参考号相同的行合为一笔交易', 'Rows with the same reference make one trade'),
    },
    {
      name: 'buyer',
      title: words('采购方', 'Buyer'),
      kind: 'text',
      required: true,
      example: '顺达商贸',
      note: words('机构名称、统一社会信用代码或编号', 'Name, registration number or identifier of the organisation'),
    },
    {
      name: 'deliverTo',
      title: words('收货地点', 'Deliver to'),
      kind: 'text',
      example: '',
      note: words('采购方地点的名称、位置码或编号', 'Name, GLN or identifier of a place of the buyer'),
    },
    {
      name: 'promisedAt',
      title: words('约定送达时间', 'Promised at'),
      kind: 'instant',
      example: '2026-02-01 18:00',
      note: words('北京时间；只填日期表示当天结束前', 'China time unless it says another; a day alone means its end'),
    },
    credentials,
    ...goods(words('产品的名称、商品条码或编号', 'Name, GTIN or identifier of the product')),
    quantity,
    unit(false),
    {
      name: 'tolerance',
      title: words('允许偏差', 'Tolerance'),
      kind: 'number',
      example: '',
      note: words('双方同意的数量偏差，没有可不填', 'What both agreed to be off; may be empty'),
    },
  ],
}

/** Columns of our exports that an import passes over: the server gives them. */
export const exportOnly: Readonly<Record<ImportKind, readonly Words[]>> = {
  products: [words('编号', 'Identifier')],
  places: [words('编号', 'Identifier')],
  batches: [words('编号', 'Identifier'), words('追溯码路径', 'Code path')],
  trades: [words('供应方', 'Supplier'), words('状态', 'State'), words('行', 'Line')],
}

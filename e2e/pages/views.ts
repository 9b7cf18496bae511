// Every page of the app in the states that people meet it in: who opens it, with what, and what must stand there.
import type { Situation } from './situation.ts'

export type View = {
  /** Of its picture. */
  name: string
  page: string
  with?: (situation: Situation) => Record<string, string>
  /** Who is logged in; nobody without. */
  as?: string
  /** Words that stand there when it has loaded, in Chinese. */
  sees: string
  /** What a person presses then, by its first words, and what stands there, or on the page that opens, after that. */
  press?: string
  then?: string
}

const trace = (name: keyof Situation['codes'], sees: string): View => ({
  name: `trace-${name}`,
  page: 'trace',
  with: ({ codes }) => ({ c: codes[name] }),
  sees,
})

const consumer: readonly View[] = [
  { name: 'home', page: 'index', sees: '扫码查追溯', press: '演示码', then: '在本机打开' },
  { name: 'scan-typing', page: 'scan', with: () => ({ type: '1' }), sees: '查询' },
  { ...trace('verified', '追溯记录已核验'), press: '技术证明', then: '检查点' },
  trace('recalled', '召回'),
  trace('expired', '已过保质期'),
  trace('frozen', '冻结'),
  trace('inactive', '还没有启用'),
  trace('unnamed', '未实名'),
  trace('hidden', '暗码'),
  trace('copied', '可能被复制'),
  trace('forged', '不是'),
  { name: 'trace-broken', page: 'trace', with: () => ({ c: '/s/01/0690123' }), sees: '码' },
  {
    name: 'trace-foreign',
    page: 'trace',
    with: () => ({ c: 'https://pay.example/qr/12345' }),
    sees: '码',
  },
  {
    name: 'trade-scanned',
    page: 'trade',
    with: ({ trades }) => ({ no: trades.dispatched }),
    sees: '登录',
    press: '去登录',
    then: '登录名',
  },
  {
    name: 'report',
    page: 'report',
    with: ({ codes }) => ({ c: codes.verified }),
    sees: '提交举报',
    press: '提交举报',
    then: '请填写',
  },
  { name: 'report-status', page: 'report', sees: '回执号' },
  { name: 'proof', page: 'proof', sees: '证明', press: '用您自己取得的账本公钥核验', then: '公钥' },
  { name: 'demo', page: 'demo', sees: '青原牧场', press: '在本机打开', then: '追溯记录已核验' },
  {
    name: 'missing',
    page: 'missing',
    with: () => ({ path: '/no/such/page' }),
    sees: '扫码',
    press: '去扫码',
    then: '手动输入',
  },
  { name: 'login', page: 'login', sees: '登录名', press: '注册机构', then: '统一社会信用代码' },
  { name: 'register', page: 'register', sees: '统一社会信用代码', press: '注册并登录', then: '请填写' },
]

const warehouse: readonly View[] = [
  { name: 'home-warehouse', page: 'index', as: 'baiwei.warehouse', sees: '收货' },
  { name: 'trades-to-receive', page: 'trades', as: 'baiwei.warehouse', sees: '已发货', press: '卖出', then: '没有' },
  { name: 'receive-find', page: 'receive', as: 'baiwei.warehouse', sees: '交易' },
  {
    name: 'receive-count',
    page: 'receive',
    as: 'baiwei.warehouse',
    with: ({ trades }) => ({ no: trades.refused }),
    sees: '应收',
    press: '核对清点结果',
    then: '返回',
  },
  {
    name: 'receive-expired',
    page: 'receive',
    as: 'baiwei.warehouse',
    with: ({ trades }) => ({ no: trades.dispatched }),
    sees: '应收',
  },
  {
    name: 'receive-closed',
    page: 'receive',
    as: 'linli.warehouse',
    with: ({ trades }) => ({ no: trades.received }),
    sees: '收',
  },
  {
    name: 'trade-refused',
    page: 'trade',
    as: 'baiwei.warehouse',
    with: ({ trades }) => ({ no: trades.refused }),
    sees: '已发货',
  },
  {
    name: 'receive-not-ours',
    page: 'receive',
    as: 'linli.warehouse',
    with: ({ trades }) => ({ no: trades.refused }),
    sees: '交易',
  },
]

const trader: readonly View[] = [
  { name: 'home-trader', page: 'index', as: 'dairy.trader', sees: '产品' },
  {
    name: 'products',
    page: 'products',
    as: 'dairy.trader',
    sees: '云岭原味酸奶',
    press: '云岭原味酸奶',
    then: 'YL-A0121',
  },
  { name: 'products-empty', page: 'products', as: 'linli.trader', sees: '产品' },
  { name: 'product-new', page: 'products', as: 'dairy.trader', with: () => ({ new: '1' }), sees: '名称' },
  {
    name: 'product',
    page: 'product',
    as: 'dairy.trader',
    with: ({ product }) => ({ id: product }),
    sees: 'YL-A0121',
    press: '新建批次',
    then: '批号',
  },
  { name: 'batches', page: 'batches', as: 'dairy.trader', sees: 'YL-A0121', press: '加工', then: '再加一种原料' },
  { name: 'batch-new', page: 'batches', as: 'dairy.trader', with: () => ({ new: '1' }), sees: '批号' },
  { name: 'batch-transform', page: 'batches', as: 'dairy.trader', with: () => ({ make: '1' }), sees: '批号' },
  {
    name: 'batch',
    page: 'batch',
    as: 'dairy.trader',
    with: ({ batch }) => ({ id: batch }),
    sees: 'YL-A0121',
    press: '赋码',
    then: '要多少个码',
  },
  ...(['mint', 'set', 'change', 'labels', 'hidden', 'preparation'] as const).map((view) => ({
    name: `batch-${view}`,
    page: 'batch',
    as: 'dairy.trader',
    with: ({ batch, set, preparation }: Situation) => ({ id: batch, view, set, preparation }),
    sees: '码',
  })),
  {
    name: 'events',
    page: 'events',
    as: 'dairy.trader',
    with: ({ batch }) => ({ batch }),
    sees: 'YL-A0121',
    press: '签名并记录',
    then: '请选择',
  },
  { name: 'offer', page: 'offer', as: 'shunda.trader', sees: '买方', press: '签名并发给买方', then: '请选择' },
  { name: 'trades', page: 'trades', as: 'shunda.trader', sees: '已达成' },
  {
    name: 'trade-offered',
    page: 'trade',
    as: 'linli.trader',
    with: ({ trades }) => ({ no: trades.offered }),
    sees: '确认交易',
  },
  {
    name: 'dispatch',
    page: 'dispatch',
    as: 'shunda.trader',
    with: ({ trades }) => ({ no: trades.agreed }),
    sees: '发货',
    press: '签名并发货',
    then: '请选择',
  },
  {
    name: 'trade-received',
    page: 'trade',
    as: 'linli.trader',
    with: ({ trades }) => ({ no: trades.received }),
    sees: '已收货',
  },
  {
    name: 'organisation',
    page: 'organisation',
    as: 'dairy.admin',
    sees: '云岭乳业',
    press: '登记地点',
    then: '所在城市',
  },
  ...(['place', 'enrol'] as const).map((view) => ({
    name: `organisation-${view}`,
    page: 'organisation',
    as: 'dairy.admin',
    with: () => ({ view }),
    sees: view === 'place' ? '城市' : '登录名',
  })),
  {
    name: 'organisation-user',
    page: 'organisation',
    as: 'dairy.admin',
    with: ({ user }) => ({ view: 'user', id: user }),
    sees: 'dairy.trader',
  },
  {
    name: 'organisation-reviews',
    page: 'organisation',
    as: 'platform.admin',
    with: () => ({ view: 'reviews' }),
    sees: '新禾食品坊',
  },
  { name: 'notices', page: 'notices', as: 'shunda.trader', sees: '已发货', press: '未读', then: '云岭乳业' },
  { name: 'notices-empty', page: 'notices', as: 'lab.inspector', sees: '没有通知' },
  { name: 'imports', page: 'imports', as: 'dairy.trader', sees: '导入', press: '地点', then: '城市' },
  {
    name: 'import-checked',
    page: 'imports',
    as: 'dairy.trader',
    with: (situation) => ({ id: situation.import }),
    sees: '新品 2026.csv',
  },
  {
    name: 'reports',
    page: 'reports',
    as: 'dairy.trader',
    sees: '商品质量问题',
    press: '商品质量问题',
    then: '答复内容',
  },
  {
    name: 'report-one',
    page: 'reports',
    as: 'dairy.trader',
    with: ({ receipt }) => ({ receipt }),
    sees: '开封后有异味',
  },
  { name: 'alerts', page: 'alerts', as: 'dairy.trader', sees: '城市', press: '判断规则', then: '保存规则' },
  { name: 'offer-denied', page: 'offer', as: 'dairy.warehouse', sees: '需要' },
  { name: 'reports-empty', page: 'reports', as: 'shunda.trader', sees: '没有' },
  { name: 'alerts-empty', page: 'alerts', as: 'shunda.trader', sees: '没有异常查询' },
  {
    name: 'discrepancies',
    page: 'discrepancy',
    as: 'linli.trader',
    sees: '没有待答复的差异单',
    press: '全部',
    then: '没有差异单',
  },
  {
    name: 'discrepancy-raise',
    page: 'discrepancy',
    as: 'baiwei.warehouse',
    with: ({ trades }) => ({ no: trades.refused }),
    sees: '短少：应收 6，实收 5',
    press: '签名并提出',
    then: '请选择',
  },
  { name: 'shipments', page: 'shipments', as: 'dairy.trader', sees: '在途', press: '已完成', then: '已收货' },
  { name: 'onward', page: 'onward', as: 'shunda.trader', sees: '先扫手里的货', press: '手动输入', then: '查询' },
  { name: 'exports', page: 'exports', as: 'dairy.trader', sees: '导出什么', press: '导出什么', then: '未发出的码' },
  { name: 'account', page: 'account', as: 'dairy.trader', sees: '本机 PIN', press: '设置 PIN', then: '下一步' },
  { name: 'account-nobody', page: 'account', sees: '没有人登录', press: '去登录', then: '登录名' },
  { name: 'alert-rules', page: 'alerts', as: 'dairy.trader', with: () => ({ view: 'rules' }), sees: '规则' },
]

export const views: readonly View[] = [...consumer, ...warehouse, ...trader]

/** `pages/trade/index?no=…`, without a slash before it. */
export const addressOf = ({ page, with: parameters }: View, situation: Situation): string => {
  const query = Object.entries(parameters?.(situation) ?? {})
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `pages/${page}/index${query === '' ? '' : `?${query}`}`
}

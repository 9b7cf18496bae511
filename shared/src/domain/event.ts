// The EPCIS 2.0 / CBV 2.0 words that our events use, with what people read for them.

type Label = { zh: string; en: string }

const bizStepTable = {
  accepting: { zh: '验收', en: 'Accepting' },
  arriving: { zh: '到达', en: 'Arriving' },
  assembling: { zh: '组装', en: 'Assembling' },
  commissioning: { zh: '赋码', en: 'Commissioning' },
  // A batch comes into being without codes of its own items: production, and processing as a transformation event.
  creating_class_instance: { zh: '生产加工', en: 'Producing a batch' },
  decommissioning: { zh: '注销', en: 'Decommissioning' },
  departing: { zh: '发运', en: 'Departing' },
  destroying: { zh: '销毁', en: 'Destroying' },
  holding: { zh: '待处理', en: 'Holding' },
  inspecting: { zh: '检验', en: 'Inspecting' },
  loading: { zh: '装车', en: 'Loading' },
  other: { zh: '其他', en: 'Other' },
  packing: { zh: '包装', en: 'Packing' },
  receiving: { zh: '收货', en: 'Receiving' },
  repackaging: { zh: '重新包装', en: 'Repackaging' },
  retail_selling: { zh: '零售', en: 'Retail selling' },
  sampling: { zh: '抽样', en: 'Sampling' },
  sensor_reporting: { zh: '温湿度记录', en: 'Sensor reporting' },
  shipping: { zh: '发货', en: 'Shipping' },
  storing: { zh: '仓储', en: 'Storing' },
  transporting: { zh: '运输', en: 'Transporting' },
  unloading: { zh: '卸货', en: 'Unloading' },
  unpacking: { zh: '拆包', en: 'Unpacking' },
  void_shipping: { zh: '撤销发货', en: 'Voiding a shipment' },
} as const satisfies Record<string, Label>

const dispositionTable = {
  active: { zh: '已启用', en: 'Active' },
  completeness_inferred: { zh: '按整件推定齐全', en: 'Completeness inferred' },
  completeness_verified: { zh: '逐件核对齐全', en: 'Completeness verified' },
  conformant: { zh: '合格', en: 'Conformant' },
  damaged: { zh: '破损', en: 'Damaged' },
  destroyed: { zh: '已销毁', en: 'Destroyed' },
  expired: { zh: '已过保质期', en: 'Expired' },
  in_progress: { zh: '进行中', en: 'In progress' },
  in_transit: { zh: '在途', en: 'In transit' },
  inactive: { zh: '已停用', en: 'Inactive' },
  mismatch_class: { zh: '货品或批次不符', en: 'Wrong class of goods' },
  mismatch_instance: { zh: '单件不符', en: 'Wrong unit' },
  mismatch_quantity: { zh: '数量不符', en: 'Wrong quantity' },
  no_pedigree_match: { zh: '无来源记录', en: 'No pedigree' },
  non_conformant: { zh: '不合格', en: 'Not conformant' },
  recalled: { zh: '已召回', en: 'Recalled' },
  retail_sold: { zh: '已售出', en: 'Sold' },
  returned: { zh: '已退回', en: 'Returned' },
  sellable_accessible: { zh: '在售', en: 'For sale' },
  unknown: { zh: '未知', en: 'Unknown' },
} as const satisfies Record<string, Label>

export type BizStep = keyof typeof bizStepTable
export type EventDisposition = keyof typeof dispositionTable

/** All words, for schemas and choosers. */
export const bizSteps = Object.keys(bizStepTable) as [BizStep, ...BizStep[]]
export const eventDispositions = Object.keys(dispositionTable) as [EventDisposition, ...EventDisposition[]]

/** What people read for a business step. */
export const bizStepLabel = (step: BizStep, language: 'zh' | 'en'): string => bizStepTable[step][language]

/** What people read for a disposition. */
export const dispositionLabel = (disposition: EventDisposition, language: 'zh' | 'en'): string =>
  dispositionTable[disposition][language]

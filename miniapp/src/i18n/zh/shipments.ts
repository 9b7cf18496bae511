// Words of the shipments page.
export const shipments = {
  'shipments.title': '发货跟踪',
  'shipments.hint': '发出的货到了没有，哪里不一致',
  'shipments.view.underWay': '在途',
  'shipments.view.refused': '被拒收',
  'shipments.view.over': '已完成',
  'shipments.noteWaits': '差异单待贵方答复',
  'shipments.noteOverdue': '差异单已逾期未答复',
  'shipments.notes': '{count} 张差异单待答复',
  'shipments.toTrades': '去交易列表发货',
  'shipments.empty.underWay': '没有在途的货',
  'shipments.emptyText.underWay': '在已达成的交易里点“发货”，货发出后在这里看对方收货的进展。',
  'shipments.empty.refused': '没有被拒收的货',
  'shipments.emptyText.refused': '收货方整批拒收时，原因会写在交易单上。',
  'shipments.empty.over': '还没有收完的货',
  'shipments.emptyText.over': '对方全部收货后，交易会移到这里。',
} as const

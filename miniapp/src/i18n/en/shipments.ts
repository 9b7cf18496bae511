// Words of the shipments page.
export const shipments = {
  'shipments.title': 'Shipments',
  'shipments.hint': 'Whether what you sent has arrived, and what differs',
  'shipments.view.underWay': 'On the way',
  'shipments.view.refused': 'Refused',
  'shipments.view.over': 'Done',
  'shipments.noteWaits': 'A note waits for your answer',
  'shipments.noteOverdue': 'A note is overdue for your answer',
  'shipments.notes': 'Notes that wait for your answer: {count}',
  'shipments.toTrades': 'Dispatch from a trade',
  'shipments.empty.underWay': 'Nothing is on its way',
  'shipments.emptyText.underWay': 'Press Dispatch on an agreed trade; here you then see how it is received.',
  'shipments.empty.refused': 'Nothing was refused',
  'shipments.emptyText.refused': 'When a receiver refuses a shipment, the reason stands on the trade.',
  'shipments.empty.over': 'Nothing is received to the end yet',
  'shipments.emptyText.over': 'A trade moves here once all of it is received.',
} as const

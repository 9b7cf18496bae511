// Numbers that must add up, one under another in tabular figures.
import { View } from '@tarojs/components'
import { Icon } from './icon'
import { toneIcons } from './tone'

export type ColumnRow = {
  key: string
  name: string
  note?: string | undefined
  /** One value for each column; '' leaves the place empty. */
  values: readonly string[]
  /** Marks the line by colour and icon. */
  tone?: 'good' | 'caution' | 'bad'
}

type Props = {
  /** Headings of the value columns, such as 应收 实收 拒收 缺少. */ heads: readonly string[]
  rows: readonly ColumnRow[]
  /** Last line, ruled off. */ total?: ColumnRow
}

const Line = ({ row, total = false }: { row: ColumnRow; total?: boolean }) => (
  <View
    className={`ec-columns__row${row.tone === undefined ? '' : ` ec-ink--${row.tone}`}${total ? ' ec-columns__row--total' : ''}`}
    {...{ role: 'row' }}
  >
    <View className="ec-columns__name" {...{ role: 'rowheader' }}>
      <View className="ec-columns__what">
        {row.tone === undefined ? null : <Icon name={toneIcons[row.tone]} size="small" />}
        <View>{row.name}</View>
      </View>
      {row.note === undefined ? null : <View className="ec-columns__note">{row.note}</View>}
    </View>
    {row.values.map((value, index) => (
      <View className="ec-columns__value" key={index} {...{ role: 'cell' }}>
        {value}
      </View>
    ))}
  </View>
)

export const Columns = ({ heads, rows, total }: Props) => (
  <View className="ec-columns" {...{ role: 'table' }}>
    <View className="ec-columns__row ec-columns__row--head" {...{ role: 'row' }}>
      <View className="ec-columns__name" />
      {heads.map((head) => (
        <View className="ec-columns__value" key={head} {...{ role: 'columnheader' }}>
          {head}
        </View>
      ))}
    </View>
    {rows.map((row) => (
      <Line row={row} key={row.key} />
    ))}
    {total === undefined ? null : <Line row={total} total />}
  </View>
)

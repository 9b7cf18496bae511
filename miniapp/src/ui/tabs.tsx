// Two to four views of one thing.
import { View } from '@tarojs/components'
import { Pressable } from '../platform/pressable'
import { aria } from '../platform/aria'

type Props<T extends string> = {
  label: string
  tabs: readonly { value: T; text: string }[]
  value: T
  onChange: (value: T) => void
}

export const Tabs = <T extends string>({ label, tabs, value, onChange }: Props<T>) => (
  <View className="ec-tabs" {...aria({ role: 'tablist', label })}>
    {tabs.map((tab) => (
      <Pressable
        key={tab.value}
        role="tab"
        selected={tab.value === value}
        className={`ec-tabs__tab${tab.value === value ? ' ec-tabs__tab--on' : ''}`}
        onPress={() => {
          onChange(tab.value)
        }}
      >
        {tab.text}
      </Pressable>
    ))}
  </View>
)

// What is missing at a choice, which has no room for it itself.
import { View } from '@tarojs/components'
import { Icon } from '../../ui/icon'

export const FieldFault = ({ shown, text }: { shown: boolean; text: string }) =>
  shown ? (
    <View className="ec-field ec-field--bad">
      <View className="ec-field__note">
        <Icon name="alert" size="small" />
        <View>{text}</View>
      </View>
    </View>
  ) : null

// Name of the page where the system shows it: WeChat's bar, the browser's tab.
import Taro from '@tarojs/taro'

export const setPageTitle = (title: string): void => {
  void Taro.setNavigationBarTitle({ title }).catch(() => undefined)
}

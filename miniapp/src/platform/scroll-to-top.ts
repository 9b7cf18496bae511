// Shows a page from its beginning, when its content was replaced by the next step.
import Taro from '@tarojs/taro'

export const scrollToTop = (): void => {
  void Promise.resolve(Taro.pageScrollTo({ scrollTop: 0, duration: 0 })).catch(() => undefined)
}

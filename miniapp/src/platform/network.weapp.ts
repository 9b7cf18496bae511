// Whether the phone has a network, as WeChat tells it; asked again whenever the program comes to the front.
import Taro from '@tarojs/taro'
import type { WatchNetwork } from './ports'

export const watchNetwork: WatchNetwork = (listener) => {
  const ask = (): void => {
    void Taro.getNetworkType({
      success: ({ networkType }) => {
        listener(networkType !== 'none')
      },
      // Not known: trying does no harm.
      fail: () => {
        listener(true)
      },
    })
  }
  Taro.onNetworkStatusChange(({ isConnected }) => {
    listener(isConnected)
  })
  Taro.onAppShow(ask)
  ask()
}

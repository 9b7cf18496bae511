// How a person lets the mini-program use the camera: WeChat's page of what it may do, opened from a tap.
import Taro from '@tarojs/taro'
import type { CameraHelp } from './ports'

export const cameraHelp = (): CameraHelp => 'weapp'

/** Answers whether the camera is allowed afterwards. */
export const openCameraSettings: (() => Promise<boolean>) | undefined = async () => {
  const { authSetting } = await Taro.openSetting()
  return authSetting['scope.camera'] === true
}

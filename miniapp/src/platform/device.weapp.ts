// What WeChat says about its reader.
import Taro from '@tarojs/taro'

/** WeChat's name of the language, such as `zh_CN`. */
export const systemLanguage = (): string => Taro.getAppBaseInfo().language

/** Not in Taro's types yet. */
type FontSize = { fontSizeScaleFactor?: number; fontSizeSetting?: number }

/** 关怀模式 and the text size set in WeChat: 1 is usual. */
export const systemFontScale = (): number => {
  const info: ReturnType<typeof Taro.getAppBaseInfo> & FontSize = Taro.getAppBaseInfo()
  return info.fontSizeScaleFactor ?? (info.fontSizeSetting ?? 16) / 16
}

/** WeChat reads the language of the system; nothing to declare. */
export const declareLanguage = (_language: 'zh' | 'en'): void => undefined

/** The mini-program has no address of its own: that of the server it talks to. */
export const pageOrigin = (): string => API_BASE

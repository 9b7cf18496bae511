// The part of WeChat's `wx` that the app uses, faked as far as a test can see it.
import { randomBytes } from 'node:crypto'

type Callbacks = {
  success?: (result: object) => void
  fail?: (failure: { errMsg: string }) => void
  complete?: (result: object) => void
}
export type Navigate = {
  open: (url: string) => void
  replace: (url: string) => void
  restart: (url: string) => void
  back: (delta: number) => void
}

/** The phone that the app believes to run on. */
export const phone = {
  pixelRatio: 2,
  windowWidth: 390,
  windowHeight: 844,
  screenWidth: 390,
  screenHeight: 844,
  statusBarHeight: 20,
  language: 'zh_CN',
  version: '8.0.50',
  system: 'iOS 17.0',
  platform: 'ios',
  SDKVersion: '3.8.0',
  theme: 'light',
  safeArea: { top: 20, left: 0, right: 390, bottom: 844, width: 390, height: 824 },
}

const settle = (name: string, options: Callbacks, act: () => object): Promise<object> => {
  const told = (result: object): void => options.complete?.(result)
  try {
    const result = { errMsg: `${name}:ok`, ...act() }
    options.success?.(result)
    told(result)
    return Promise.resolve(result)
  } catch (cause) {
    const failure = { errMsg: `${name}:fail ${String(cause)}` }
    options.fail?.(failure)
    told(failure)
    return Promise.resolve(failure)
  }
}

const storageApi = (storage: Map<string, string>): Record<string, unknown> => ({
  // Copies by JSON: what was stored is not the object that is read.
  getStorageSync: (key: string): unknown => JSON.parse(storage.get(key) ?? '""'),
  setStorageSync: (key: string, value: unknown): void => void storage.set(key, JSON.stringify(value)),
  removeStorageSync: (key: string): void => void storage.delete(key),
  clearStorageSync: (): void => {
    storage.clear()
  },
  getStorageInfoSync: () => ({ keys: [...storage.keys()], currentSize: 1, limitSize: 10_240 }),
})

const deviceApi = (launch: () => object): Record<string, unknown> => ({
  env: { USER_DATA_PATH: 'wxfile://usr' },
  canIUse: () => true,
  getSystemInfoSync: () => phone,
  getWindowInfo: () => phone,
  getDeviceInfo: () => phone,
  getAppBaseInfo: () => phone,
  getLaunchOptionsSync: launch,
  getEnterOptionsSync: launch,
  getMenuButtonBoundingClientRect: () => ({ width: 87, height: 32, left: 281, top: 24, right: 368, bottom: 56 }),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } }),
  nextTick: (act: () => void) => setTimeout(act, 0),
  login: (options: Callbacks = {}) => settle('login', options, () => ({ code: 'code-of-wx-login' })),
  getRandomValues: (options: Callbacks & { length: number }) =>
    settle('getRandomValues', options, () => ({ randomValues: Uint8Array.from(randomBytes(options.length)).buffer })),
})

/** A network that stays as it is. */
const networkApi = (): Record<string, unknown> => ({
  getNetworkType: (options: Callbacks = {}) => settle('getNetworkType', options, () => ({ networkType: 'wifi' })),
  onNetworkStatusChange: () => undefined,
  onAppShow: () => undefined,
})

const soundApi = (): Record<string, unknown> => ({
  vibrateShort: (options: Callbacks = {}) => settle('vibrateShort', options, () => ({})),
  vibrateLong: (options: Callbacks = {}) => settle('vibrateLong', options, () => ({})),
  getFileSystemManager: () => ({ writeFileSync: () => undefined }),
  createInnerAudioContext: () => ({ src: '', play: () => undefined, stop: () => undefined }),
})

const pageApi = (go: Navigate, calls: [string, unknown][]): Record<string, unknown> => {
  const moving = (name: string, move: (url: string) => void) => (options: Callbacks & { url: string }) => {
    calls.push([name, options.url])
    return settle(name, options, () => {
      move(options.url)
      return {}
    })
  }
  return {
    navigateTo: moving('navigateTo', go.open),
    redirectTo: moving('redirectTo', go.replace),
    reLaunch: moving('reLaunch', go.restart),
    navigateBack: (options: Callbacks & { delta?: number } = {}) => {
      calls.push(['navigateBack', options.delta ?? 1])
      return settle('navigateBack', options, () => {
        go.back(options.delta ?? 1)
        return {}
      })
    },
    setNavigationBarTitle: (options: Callbacks & { title: string }) => {
      calls.push(['setNavigationBarTitle', options.title])
      return settle('setNavigationBarTitle', options, () => ({}))
    },
    pageScrollTo: (options: Callbacks & { scrollTop: number }) => {
      calls.push(['pageScrollTo', options.scrollTop])
      return settle('pageScrollTo', options, () => ({}))
    },
    setClipboardData: (options: Callbacks & { data: string }) => {
      calls.push(['setClipboardData', options.data])
      return settle('setClipboardData', options, () => ({}))
    },
  }
}

type Parts = {
  storage: Map<string, string>
  calls: [string, unknown][]
  go: Navigate
  launch: () => object
  unknown: Set<string>
  more: Record<string, unknown>
}

/** `wx`: what is neither known here nor in `more` is undefined and its name noted in `unknown`. */
export const createWx = ({ storage, calls, go, launch, unknown, more }: Parts): object => {
  const known: Record<string, unknown> = {
    ...storageApi(storage),
    ...deviceApi(launch),
    ...soundApi(),
    ...networkApi(),
    ...pageApi(go, calls),
    ...more,
  }
  return new Proxy(known, {
    get: (target, name) => {
      if (typeof name === 'string' && !(name in target)) unknown.add(name)
      return Reflect.get(target, name) as unknown
    },
  })
}

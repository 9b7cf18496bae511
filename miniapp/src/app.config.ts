// What WeChat and the H5 router are told about the app.
import { pageNames, traderPages } from './page-names'

// A browser loads every page by itself; WeChat loads packages, and each of these is one.
const packed = process.env['TARO_ENV'] === 'weapp' ? traderPages : []
const packageOf = (name: string): string => `pages/${name}`

export default defineAppConfig({
  pages: pageNames.filter((name) => !packed.includes(name)).map((name) => `${packageOf(name)}/index`),
  subPackages: packed.map((name) => ({ root: packageOf(name), name, pages: ['index'] })),
  // Who sees the list of trades has logged in for a company; what such people open next is fetched while they read.
  preloadRule:
    packed.length === 0 ? {} : { 'pages/trades/index': { network: 'all', packages: ['products', 'batches', 'offer'] } },
  window: {
    navigationBarTitleText: 'EC链追溯',
    navigationBarBackgroundColor: '@navBg',
    navigationBarTextStyle: '@navText',
    backgroundColor: '@bg',
    backgroundTextStyle: '@bgText',
  },
  animation: false,
  darkmode: true,
  themeLocation: 'theme.json',
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
  sitemapLocation: 'sitemap.json',
  permission: {},
  requiredPrivateInfos: [],
})

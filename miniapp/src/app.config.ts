// What WeChat and the H5 router are told about the app.
import { pageNames } from './page-names'

export default defineAppConfig({
  pages: pageNames.map((name) => `pages/${name}/index`),
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

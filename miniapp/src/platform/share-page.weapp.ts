// What WeChat's own menu shares of a page: a card into a chat, and a line in the timeline. The picture is WeChat's own of the page.
import { useShareAppMessage, useShareTimeline } from '@tarojs/taro'
import type { UseSharePage } from './share-page.h5'

export const useSharePage: UseSharePage = (title, url) => {
  useShareAppMessage(() => ({ title, path: url }))
  useShareTimeline(() => ({ title, query: url.split('?')[1] ?? '' }))
}

// Screen sets the title in the reader's language; a reader may send the page to others.
export default definePageConfig({
  navigationBarTitleText: 'EC链追溯',
  enableShareAppMessage: true,
  enableShareTimeline: true,
})

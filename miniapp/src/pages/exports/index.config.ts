// Screen sets the title in the reader's language.
export default definePageConfig({ navigationBarTitleText: 'EC链追溯' })

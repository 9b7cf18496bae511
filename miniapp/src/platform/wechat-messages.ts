// Stand-in for tools that do not choose by target; Taro's resolver takes x.h5 or x.weapp.
export * from './wechat-messages.h5'

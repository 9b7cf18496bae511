// WeChat gives a mini-program keys only inside a field: a hand scanner types into the one that is in focus.

export const useHandScanner = (_active: boolean, _onText: (text: string) => void): void => undefined

// WeChat prints nothing.

export const canPrint: boolean = false

export const printPage = (): void => undefined

// Printing in a browser.

export const canPrint: boolean = true

export const printPage = (): void => {
  window.print()
}

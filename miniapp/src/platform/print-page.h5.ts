// Printing in a browser.

export const canPrint = true

export const printPage = (): void => {
  window.print()
}

// A browser shares the address of a page by itself.

/** `url`: as `pageUrl` makes it. */
export type UseSharePage = (title: string, url: string) => void

export const useSharePage: UseSharePage = () => undefined

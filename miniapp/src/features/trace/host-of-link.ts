// The host of a link, as it stands there.

/** `https://Host:8443/x` → `host:8443`; '' for what is no link. */
export const hostOfLink = (link: string): string => /^https?:\/\/([^/?#]*)/i.exec(link)?.[1]?.toLowerCase() ?? ''

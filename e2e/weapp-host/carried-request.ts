// wx.request over a real connection: any status lands in success, a missing answer in fail.

export type RequestOptions = {
  url: string
  method?: string
  header?: Record<string, string>
  data?: string | ArrayBuffer
  dataType?: string
  timeout?: number
  success?: (reply: { statusCode: number; header: Record<string, string>; data: unknown }) => void
  fail?: (failure: { errMsg: string }) => void
  complete?: () => void
}

/** WeChat parses JSON unless told otherwise, and hands over the text when it is none. */
const dataOf = (text: string, dataType: string | undefined): unknown => {
  if (dataType !== undefined && dataType !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const send = async (options: RequestOptions, server: string): Promise<void> => {
  const { pathname, search } = new URL(options.url)
  const { data } = options
  const reply = await fetch(server + pathname + search, {
    method: options.method ?? 'GET',
    headers: options.header ?? {},
    ...(data === undefined ? {} : { body: typeof data === 'string' ? data : new Uint8Array(data) }),
    signal: AbortSignal.timeout(options.timeout ?? 60_000),
  })
  const text = await reply.text()
  const header = Object.fromEntries(reply.headers.entries())
  options.success?.({ statusCode: reply.status, header, data: dataOf(text, options.dataType) })
}

// By name: under jest the error is of another realm, so instanceof says nothing.
const reasonOf = (cause: unknown): string =>
  String(cause).startsWith('TimeoutError') ? 'request:fail timeout' : `request:fail ${String(cause)}`

/** A wx.request that sends every request to `server` (`http://127.0.0.1:8080`), whatever host the app names. */
export const carriedRequest =
  (server: string, onSettled: (url: string) => void) =>
  (options: RequestOptions): { abort: () => void } => {
    send(options, server)
      .catch((cause: unknown) => options.fail?.({ errMsg: reasonOf(cause) }))
      .finally(() => {
        options.complete?.()
        onSettled(options.url)
      })
      .catch((cause: unknown) => {
        throw cause
      })
    return { abort: () => undefined }
  }

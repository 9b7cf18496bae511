// The load generator, a process of its own: keeps a number of requests in flight for a while and reports what came back, and its own cost.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'

/** A trade whose goods are received one piece after the other. */
export type Lane = { no: string; product: string; lot: string }
type Timing = { url: string; seconds: number }
export type ReceiptJob = Timing & { kind: 'receipts'; lanes: Lane[]; tokens: string[]; place: string }
export type TraceJob = Timing & { kind: 'traces'; items: string[]; inFlight: number }
export type LoadJob = ReceiptJob | TraceJob

/** `latencies` in milliseconds, ascending, of those that succeeded; `failures` by status and code. */
export type LoadResult = {
  seconds: number
  cpuSeconds: number
  latencies: number[]
  failures: Record<string, number>
  requestBytes: number
  replyBytes: number
  /** Records of the last trace, each with its proof. */
  records: number
}

type Call = { method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body: string }
type Reply = { status: number; text: string }

const send = (agent: Agent, url: string, { method, path, headers, body }: Call): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request(url + path, { agent, method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.on('error', reject)
    sent.end(body)
  })

const receiptCall = ({ lanes, tokens, place }: ReceiptJob, number: number): Call => {
  const { no, product, lot } = lanes[number] ?? { no: '', product: '', lot: '' }
  const line = { line: 1, product, lot, unit: 'H87', accepted: '1', rejected: '0', missing: '0' }
  const body = JSON.stringify({ kind: 'partial', place, lines: [line] })
  const headers = {
    authorization: `Bearer ${tokens[number % tokens.length] ?? ''}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'idempotency-key': randomUUID(),
  }
  return { method: 'POST', path: `/api/v1/trades/${no}/receipts`, headers, body }
}

const traceCall = ({ items }: TraceJob, turn: number): Call => {
  const item = items[turn % items.length] ?? ''
  return { method: 'GET', path: `/api/v1/trace?c=${encodeURIComponent(item)}`, headers: {}, body: '' }
}

type Body = { state?: string; records?: object; error?: { code: string } }

/** What makes a reply a success: the receipt on chain, the trace with the proofs of its records. */
const faultOf = (kind: LoadJob['kind'], { status }: Reply, body: Body): string | undefined => {
  if (kind === 'receipts' && status === 201 && body.state === 'committed') return undefined
  if (kind === 'traces' && status === 200 && body.records !== undefined) return undefined
  return `${status} ${body.error?.code ?? body.state ?? ''}`
}

/** One after the other until the time is over; a request that was begun is finished. */
const runLane = async (
  job: LoadJob,
  agent: Agent,
  number: number,
  until: number,
  result: LoadResult,
): Promise<void> => {
  for (let turn = number; performance.now() < until; turn++) {
    const call = job.kind === 'receipts' ? receiptCall(job, number) : traceCall(job, turn)
    const started = performance.now()
    const reply = await send(agent, job.url, call)
    const ms = performance.now() - started
    const body = JSON.parse(reply.text) as Body
    result.requestBytes = call.body.length
    result.replyBytes = Buffer.byteLength(reply.text)
    result.records = Object.keys(body.records ?? {}).length
    const fault = faultOf(job.kind, reply, body)
    if (fault === undefined) result.latencies.push(ms)
    else result.failures[fault] = (result.failures[fault] ?? 0) + 1
  }
}

const run = async (job: LoadJob): Promise<LoadResult> => {
  const inFlight = job.kind === 'receipts' ? job.lanes.length : job.inFlight
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const result: LoadResult = {
    seconds: 0,
    cpuSeconds: 0,
    latencies: [],
    failures: {},
    requestBytes: 0,
    replyBytes: 0,
    records: 0,
  }
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const until = started + job.seconds * 1_000
  await Promise.all(Array.from({ length: inFlight }, (_none, number) => runLane(job, agent, number, until, result)))
  const { user, system } = process.cpuUsage(cpu)
  agent.destroy()
  result.latencies.sort((a, b) => a - b)
  return { ...result, seconds: (performance.now() - started) / 1_000, cpuSeconds: (user + system) / 1_000_000 }
}

process.on('message', (job) => {
  run(job as LoadJob).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})

// The load generator, a process of its own: keeps a number of requests in flight for a while and reports what came back, and its own cost.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** A trade whose goods are received one piece after the other. */
export type Lane = { no: string; product: string; lot: string }
type Timing = { url: string; seconds: number }
export type ReceiptJob = Timing & { kind: 'receipts'; lanes: Lane[]; tokens: string[]; place: string }
/** `moving`: a trade that is received on all the while, a piece every so often, so that each block outdates what was answered before. */
export type TraceJob = Timing & {
  kind: 'traces'
  codes: string[]
  inFlight: number
  moving?: ReceiptJob
  /** Ends when each code was read once, however long that takes. */
  once?: true
}
export type LoadJob = ReceiptJob | TraceJob

/** `latencies` in milliseconds, ascending, of those that succeeded; `failures` by status and code. */
export type LoadResult = {
  seconds: number
  cpuSeconds: number
  latencies: number[]
  failures: Record<string, number>
  requestBytes: number
  /** Of all replies. */
  replyBytes: number
  /** Records of the last trace, each with its proof. */
  records: number
}

type Call = { method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body: string }
type Reply = { status: number; body: Buffer }

const send = (agent: Agent, url: string, { method, path, headers, body }: Call): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request(url + path, { agent, method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }))
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

const traceCall = ({ codes }: TraceJob, turn: number): Call => {
  const code = codes[turn % codes.length] ?? ''
  return { method: 'GET', path: `/api/v1/trace?c=${encodeURIComponent(code)}`, headers: {}, body: '' }
}

type Body = { state?: string; records?: object; error?: { code: string } }

/** A trace is read whole each time and looked into this often: parsing all of them would measure the generator. */
const lookEvery = 32

/** What makes a reply a success: the receipt on chain, the trace with the proofs of its records. */
const faultOf = (kind: LoadJob['kind'], status: number, body: Body): string | undefined => {
  if (kind === 'receipts' && status === 201 && body.state === 'committed') return undefined
  if (kind === 'traces' && status === 200 && body.records !== undefined) return undefined
  return `${status} ${body.error?.code ?? body.state ?? ''}`
}

const judge = (kind: LoadJob['kind'], { status, body }: Reply, result: LoadResult): string | undefined => {
  result.replyBytes += body.length
  if (kind === 'traces' && status === 200 && result.latencies.length % lookEvery !== 0) return undefined
  const parsed = JSON.parse(body.toString('utf8')) as Body
  result.records = Object.keys(parsed.records ?? {}).length
  return faultOf(kind, status, parsed)
}

type Until = { ends: number; lanes: number }

const isOver = (job: LoadJob, { ends }: Until, turn: number): boolean =>
  job.kind === 'traces' && job.once ? turn >= job.codes.length : performance.now() >= ends

/** One after the other until the time is over; a request that was begun is finished. */
const runLane = async (job: LoadJob, agent: Agent, number: number, until: Until, result: LoadResult): Promise<void> => {
  // Each lane asks for codes of its own: none is asked for twice before all were.
  for (let turn = number; !isOver(job, until, turn); turn += until.lanes) {
    const call = job.kind === 'receipts' ? receiptCall(job, number) : traceCall(job, turn)
    const started = performance.now()
    const reply = await send(agent, job.url, call)
    const ms = performance.now() - started
    result.requestBytes = call.body.length
    const fault = judge(job.kind, reply, result)
    if (fault === undefined) result.latencies.push(ms)
    else result.failures[fault] = (result.failures[fault] ?? 0) + 1
  }
}

const noResult = (): LoadResult => ({
  seconds: 0,
  cpuSeconds: 0,
  latencies: [],
  failures: {},
  requestBytes: 0,
  replyBytes: 0,
  records: 0,
})

const everyMs = 20

/** Receives a piece every so often on the first trade; what it takes is not counted. */
const moveChain = async (job: ReceiptJob, agent: Agent, until: Until): Promise<void> => {
  while (performance.now() < until.ends) {
    const { status } = await send(agent, job.url, receiptCall(job, 0))
    if (status !== 201) throw new Error(`the chain did not move: ${String(status)}`)
    await setTimeout(everyMs)
  }
}

const run = async (job: LoadJob): Promise<LoadResult> => {
  const lanes = job.kind === 'receipts' ? job.lanes.length : job.inFlight
  const moving = job.kind === 'traces' ? job.moving : undefined
  const agent = new Agent({ keepAlive: true, maxSockets: lanes + 1 })
  const result = noResult()
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const until = { ends: started + job.seconds * 1_000, lanes }
  await Promise.all([
    ...Array.from({ length: lanes }, (_none, number) => runLane(job, agent, number, until, result)),
    ...(moving === undefined ? [] : [moveChain(moving, agent, until)]),
  ])
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

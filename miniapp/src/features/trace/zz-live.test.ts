import { test } from '@jest/globals'
import { parseTraceView } from './parse-trace-view'
import { verifyTrace } from './verify-trace'
const base = 'http://127.0.0.1:18090/api/v1'
const get = async (path: string) => (await fetch(base + path)).json()
test('live', async () => {
  const demo = await get('/demo')
  const log = await get('/log')
  for (const { kind, path } of demo.codes) {
    const reply = await get(`/trace?c=${encodeURIComponent(path)}`)
    if (reply.error) { console.log(kind, path, reply.error); continue }
    const view = parseTraceView(reply)
    const t = performance.now()
    const check = verifyTrace(view, { verifierKey: log.verifierKey, asked: view.code.path, now: Date.now() })
    console.log(kind, path, Object.keys(view.records).length, check.verdict, check.also, JSON.stringify(check.faults), performance.now() - t)
    console.log(view.timeline.map((e) => [e.kind, e.scope, e.time, view.records[e.record]!.fields['bizStep']?.value].join(' ')).join('\n'), JSON.stringify(view).length)
  }
})

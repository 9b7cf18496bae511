// Counters and gauges for Prometheus: durations by endpoint, the ledger's height, the projection's lag, the event loop's delay.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = {
  /** One HTTP reply. `endpoint` is a name, never a path: paths hold codes and identifiers. */
  observe(endpoint: string, method: string, status: number, seconds: number): void
  ledgerHeight(channel: string, height: number): void
  projectionHeight(channel: string, height: number): void
  /** Requests being worked on now: +1 and -1. */
  inFlight(change: 1 | -1): void
  /** Text exposition format. */
  text(): Promise<string>
  contentType: string
}

/** Milliseconds between two looks at the event loop. */
const look = 5

/** How late the event loop of this thread was, beyond the time between two looks; since the metrics were read last. */
const loopDelay = (registry: Registry): void => {
  const histogram = monitorEventLoopDelay({ resolution: look })
  histogram.enable()
  new Gauge({
    name: 'ectrace_event_loop_delay_p99_seconds',
    help: 'How late the event loop was, 99 of 100 times less than this, since the last scrape',
    registers: [registry],
    collect() {
      const late = histogram.percentile(99) / 1e9 - look / 1e3
      this.set(Number.isFinite(late) ? Math.max(0, late) : 0)
      histogram.reset()
    },
  })
}

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Each server has its own registry, so that several can live in one process. */
export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'ectrace_' })
  loopDelay(registry)
  const registers = [registry]
  const duration = new Histogram({
    name: 'ectrace_http_seconds',
    help: 'Duration of HTTP replies by endpoint',
    labelNames: ['endpoint', 'method', 'status'],
    buckets,
    registers,
  })
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers })
  const byChannel = (name: string, help: string): Gauge<'channel'> =>
    new Gauge({ name, help, labelNames: ['channel'], registers })
  const ledger = byChannel('ectrace_ledger_height', 'Height of the newest durable block')
  const projection = byChannel('ectrace_projection_height', 'Height up to which the read model is projected')
  const open = gauge('ectrace_http_in_flight', 'Requests being worked on')
  return {
    observe: (endpoint, method, status, seconds) =>
      duration.observe({ endpoint, method, status: String(status) }, seconds),
    ledgerHeight: (channel, height) => ledger.set({ channel }, height),
    projectionHeight: (channel, height) => projection.set({ channel }, height),
    inFlight: (change) => open.inc(change),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

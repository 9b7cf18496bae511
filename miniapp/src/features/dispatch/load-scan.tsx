// Loading by scanning: each item or pack goes to its agreed line by itself, a wrong one is refused in words and by code, the last is undone.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, TradeView } from '@ectrace/shared/api/views'
import { useEffect, useRef, useState } from 'react'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { describeFailure } from '../../i18n/describe-failure'
import { formatQuantity } from '../../i18n/format'
import { useTranslate, type Translate } from '../../i18n/translate'
import { playCue, unlockCues } from '../../platform/cue'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Columns } from '../../ui/columns'
import { Notice } from '../../ui/notice'
import { ScanPanel } from '../../ui/scan-panel'
import { Section } from '../../ui/section'
import type { Tone } from '../../ui/tone'
import { balanceOf, type LoadDraft } from './dispatch-draft'
import { putUnit, readUnit, takeOff, type PutUnit, type ReadUnit } from './load-unit'

type Props = {
  trade: TradeView
  batches: readonly BatchView[]
  loads: readonly LoadDraft[]
  onLoads: (loads: LoadDraft[]) => void
}

/** `code`: the one of the list of differences; absent for what is on the truck now. */
type Said = { tone: Tone; sentence: string; code?: string; path?: string }

const saidOf = (t: Translate, put: PutUnit, trade: TradeView, batches: readonly BatchView[]): Said => {
  switch (put.kind) {
    case 'added':
      return {
        tone: 'good',
        sentence: t('dispatch.put.added', { line: put.line, serial: put.path.slice(-6) }),
        path: put.path,
      }
    case 'duplicate':
      return { tone: 'caution', sentence: t('dispatch.scan.duplicate', { serial: put.path.slice(-6) }) }
    case 'over': {
      const quantity = trade.lines.find(({ line }) => line === put.line)?.quantity ?? ''
      return {
        tone: 'caution',
        sentence: t('dispatch.put.over', { line: put.line, quantity: formatQuantity(quantity) }),
        code: 'over',
      }
    }
    default: {
      const product = batches.find((batch) => batch.product.id === put.product)?.product.name ?? put.product
      return { tone: 'bad', sentence: t('dispatch.put.wrong_product', { product }), code: 'wrong_product' }
    }
  }
}

const refusedRead = (t: Translate, { kind }: Exclude<ReadUnit, { kind: 'unit' } | { kind: 'pack' }>): Said =>
  kind === 'not_held'
    ? { tone: 'bad', sentence: t('dispatch.put.not_held'), code: 'unit_not_held' }
    : { tone: 'bad', sentence: t('dispatch.put.wrong'), code: 'unit_unknown' }

const cues = { good: 'hit', caution: 'duplicate', bad: 'miss' } as const

const useLoading = ({ trade, batches, loads, onLoads }: Props) => {
  const t = useTranslate()
  const [said, setSaid] = useState<Said | undefined>(undefined)
  // Two scans may come before the page is drawn again, and a pack is asked for meanwhile: each goes on top of the newest load.
  const latest = useRef(loads)
  useEffect(() => {
    latest.current = loads
  }, [loads])
  const change = (next: LoadDraft[]): void => {
    latest.current = next
    onLoads(next)
  }
  const say = (next: Said): void => {
    playCue(next.tone === 'good' || next.tone === 'bad' ? cues[next.tone] : cues.caution)
    announce(next.sentence)
    setSaid(next)
  }
  const put = (unit: Extract<ReadUnit, { kind: 'unit' }>['unit']): void => {
    const done = putUnit({ lines: trade.lines, loads: latest.current }, unit)
    if (done.kind === 'added') change(done.loads)
    say(saidOf(t, done, trade, batches))
  }
  const putPack = async (sscc: string): Promise<void> => {
    try {
      const { path, batch, quantity } = await call(endpoints.pack, { params: { sscc } })
      const product = batches.find(({ id }) => id === batch)?.product.id
      if (product === undefined) say(refusedRead(t, { kind: 'not_held' }))
      else put({ path, batch, product, quantity, pack: true })
    } catch (cause) {
      if (!(cause instanceof ApiFailure)) throw cause
      say({ tone: 'bad', sentence: describeFailure(cause).what, code: cause.code })
    }
  }
  const take = (text: string, typed: boolean): void => {
    const read = readUnit(text, typed, batches)
    if (read.kind === 'unit') put(read.unit)
    else if (read.kind === 'pack') void putPack(read.sscc)
    else say(refusedRead(t, read))
  }
  const undo = (path: string): void => {
    change(takeOff(latest.current, new Set([path])))
    say({ tone: 'wait', sentence: t('dispatch.put.undone', { serial: path.slice(-6) }) })
  }
  return { said, take, undo }
}

const Totals = ({ trade, loads }: Pick<Props, 'trade' | 'loads'>) => {
  const t = useTranslate()
  return (
    <Columns
      heads={[t('dispatch.agreed'), t('dispatch.loaded'), t('dispatch.missing')]}
      rows={trade.lines.map((agreed) => {
        // What is still blank is not on the truck.
        const onTruck = loads.filter(({ batch }) => batch !== '')
        const { agreed: due, loaded, missing } = balanceOf(agreed, onTruck)
        return {
          key: String(agreed.line),
          name: t('dispatch.line', { n: agreed.line, product: agreed.productName }),
          values: [due, loaded, missing].map(formatQuantity),
          tone: missing === '0' ? 'good' : 'caution',
        }
      })}
    />
  )
}

export const LoadScan = (props: Props) => {
  const t = useTranslate()
  const [scanning, setScanning] = useState(false)
  const { said, take, undo } = useLoading(props)
  const { path } = said ?? {}
  return (
    <Section title={t('dispatch.put')}>
      <Button
        wide
        icon="scan"
        text={t(scanning ? 'dispatch.scanDone' : 'dispatch.put.start')}
        onPress={() => {
          unlockCues()
          setScanning(!scanning)
        }}
      />
      {scanning ? (
        <View className="ec-dispatch-scan">
          <ScanPanel
            low
            onText={(text, source) => {
              take(text, source === 'typed')
            }}
          />
          {said === undefined ? null : (
            <Notice tone={said.tone} title={said.sentence}>
              {said.code === undefined ? null : <View className="ec-mono">{said.code}</View>}
            </Notice>
          )}
          {path === undefined ? null : (
            <Button
              wide
              icon="undo"
              text={t('dispatch.put.undo')}
              onPress={() => {
                undo(path)
              }}
            />
          )}
          <Totals {...props} />
        </View>
      ) : (
        <View className="ec-line__note">{t('dispatch.put.text')}</View>
      )}
    </Section>
  )
}

// Naming the items of a load: the first so many free codes, some of the list, or whatever is scanned.
import { View } from '@tarojs/components'
import type { BatchView } from '@ectrace/shared/api/views'
import { useState } from 'react'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { unlockCues } from '../../platform/cue'
import { Pressable } from '../../platform/pressable'
import { Button } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { Loaded } from '../../ui/loaded'
import { mostUnits } from './dispatch-draft'
import { freeCodes } from './free-codes'
import { UnitScan } from './unit-scan'

type Props = {
  batch: BatchView
  /** Whether the codes were made by us: only then their list can be had. */
  maker: boolean
  need: number
  chosen: readonly string[]
  taken: ReadonlySet<string>
  onChange: (units: string[]) => void
}

const shortSerial = (path: string): string => `…${path.slice(-6)}`

const Item = ({ path, on, onPress }: { path: string; on: boolean; onPress: () => void }) => (
  <Pressable
    role="checkbox"
    selected={on}
    label={path.slice(path.lastIndexOf('/') + 1)}
    className={`ec-dispatch-unit${on ? ' ec-dispatch-unit--on' : ''}`}
    onPress={onPress}
  >
    {on ? <Icon name="check" size="small" /> : null}
    <View className="ec-mono">{shortSerial(path)}</View>
  </Pressable>
)

const FromList = ({ batch, need, chosen, taken, onChange }: Omit<Props, 'maker'>) => {
  const t = useTranslate()
  const [listed, setListed] = useState(false)
  const free = useFetch(`free:${batch.id}`, () => freeCodes(batch.id, mostUnits))
  const toggle = (path: string): void => {
    onChange(chosen.includes(path) ? chosen.filter((other) => other !== path) : [...chosen, path])
  }
  return (
    <Loaded from={free} lines={1}>
      {(paths) => {
        const open = paths.filter((path) => !taken.has(path))
        if (open.length === 0) return <View className="ec-line__note">{t('dispatch.noFree')}</View>
        return (
          <>
            {open.length < need ? (
              <View className="ec-line__note">{t('dispatch.tooFew', { count: open.length })}</View>
            ) : (
              <Button
                wide
                icon="check"
                text={t('dispatch.first', { count: need })}
                onPress={() => {
                  onChange(open.slice(0, need))
                }}
              />
            )}
            <Button
              wide
              icon="list"
              text={t(listed ? 'dispatch.pickDone' : 'dispatch.pick')}
              onPress={() => {
                setListed(!listed)
              }}
            />
            {listed ? (
              <View className="ec-dispatch-units">
                {open.map((path) => (
                  <Item
                    key={path}
                    path={path}
                    on={chosen.includes(path)}
                    onPress={() => {
                      toggle(path)
                    }}
                  />
                ))}
              </View>
            ) : null}
          </>
        )
      }}
    </Loaded>
  )
}

export const UnitChooser = (props: Props) => {
  const { batch, maker, need, chosen, taken, onChange } = props
  const t = useTranslate()
  const [scanning, setScanning] = useState(false)
  const enough = chosen.length === need
  return (
    <View className="ec-dispatch-chooser">
      <View className="ec-line__head">
        <View className={`ec-line__name${enough ? ' ec-ink--good' : ''}`}>
          {t('dispatch.chosen', { count: chosen.length, need })}
        </View>
        {chosen.length === 0 ? null : (
          <Button
            kind="quiet"
            text={t('dispatch.clear')}
            onPress={() => {
              onChange([])
            }}
          />
        )}
      </View>
      {maker ? (
        <FromList batch={batch} need={need} chosen={chosen} taken={taken} onChange={onChange} />
      ) : (
        <View className="ec-line__note">{t('dispatch.notMaker')}</View>
      )}
      <Button
        wide
        icon="scan"
        text={t(scanning ? 'dispatch.scanDone' : 'dispatch.scan')}
        onPress={() => {
          unlockCues()
          setScanning(!scanning)
        }}
      />
      {scanning ? (
        <UnitScan batchPath={batch.path} chosen={chosen} taken={taken} need={need} onChange={onChange} />
      ) : null}
    </View>
  )
}

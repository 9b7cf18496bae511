// One line for each licence or certificate: who issued it, until when, and how it stands today.
import { View } from '@tarojs/components'
import type { TraceView } from '@ectrace/shared/api/views'
import type { Standing } from '@ectrace/shared/domain/credential'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { useMemo } from 'react'
import { useTranslate } from '../../i18n/translate'
import { aria } from '../../platform/aria'
import { Icon } from '../../ui/icon'
import { StatusTag } from '../../ui/status-tag'
import type { Tone } from '../../ui/tone'
import { ProvenPicture } from './proven-picture'
import { SpeakerName } from './station-body'
import { licencesOf, type Licence } from './trace-credentials'

const tones: Record<Standing, Tone> = {
  valid: 'good',
  not_yet_valid: 'wait',
  expired: 'bad',
  suspended: 'caution',
  revoked: 'bad',
  replaced: 'wait',
}

const LicenceLine = ({ licence, onWrong }: { licence: Licence; onWrong: () => void }) => {
  const t = useTranslate()
  const { title, no, validFrom, validTo, document, standing, issuer } = licence
  return (
    <View className="ec-trace-document" {...aria({ role: 'listitem' })}>
      {document === undefined ? (
        <View className="ec-trace-document__seal">
          <Icon name="certificate" />
        </View>
      ) : (
        <ProvenPicture digest={document} title={title} onWrong={onWrong} />
      )}
      <View className="ec-trace-document__words">
        <View className="ec-trace-document__title">{title}</View>
        <View className="ec-trace-source">
          <StatusTag tone={tones[standing]} text={t(`trace.standing.${standing}`)} />
        </View>
        <View className="ec-trace-where">
          <SpeakerName speaker={issuer} />
          {t('trace.licence.no', { no })}
        </View>
        <View className="ec-trace-where">
          {validTo === undefined
            ? t('trace.licence.from', { from: validFrom })
            : t('trace.licence.days', { from: validFrom, to: validTo })}
        </View>
      </View>
    </View>
  )
}

export const Licences = ({ view, onWrongPicture }: { view: TraceView; onWrongPicture: (record: string) => void }) => {
  const licences = useMemo(() => licencesOf(view, dateOfInstant(instantFromMs(Date.now()))), [view])
  return (
    <>
      {licences.map((licence) => (
        <LicenceLine
          key={licence.record}
          licence={licence}
          onWrong={() => {
            onWrongPicture(licence.record)
          }}
        />
      ))}
    </>
  )
}

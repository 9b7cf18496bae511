// A trade that cannot be received here or now: why, and where to look.
import { describeDifference } from '@ectrace/shared/matching/difference-text'
import type { Difference } from '@ectrace/shared/matching/match'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { hasPage, replaceWith } from '../../platform/navigation'
import type { Names } from '../../ui/difference-list'
import { ConfirmBar } from '../../ui/confirm-bar'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { Verdict } from '../../ui/verdict'

type Props = {
  no: string
  /** Empty: this person has not the role for it. */
  differences: readonly Difference[]
  names: Names
}

export const ClosedStep = ({ no, differences, names }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const page = 'trade'
  const said = differences.map((d) =>
    describeDifference(
      {
        ...d,
        ...(d.expected === undefined ? {} : { expected: names.get(d.expected) ?? d.expected }),
        ...(d.actual === undefined ? {} : { actual: names.get(d.actual) ?? d.actual }),
      },
      language,
    ),
  )
  return (
    <Screen
      title={t('receive.title')}
      action={<SessionMenu />}
      footer={
        hasPage(page) ? (
          <ConfirmBar
            text={t('receive.openTrade')}
            onPress={() => {
              replaceWith(page, { no })
            }}
          />
        ) : undefined
      }
    >
      <Verdict
        tone="caution"
        icon="lock"
        sentence={said[0] ?? t('receive.noRole')}
        reason={said.length === 0 ? t('receive.noRoleText') : t('receive.closedText')}
        also={said.slice(1)}
      />
    </Screen>
  )
}

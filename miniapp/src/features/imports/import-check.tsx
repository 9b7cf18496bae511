// What was read of a file, row by row with what is wrong, and writing all of it or its good rows.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ImportView } from '@ectrace/shared/api/file-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useFetch } from '../../api/use-fetch'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goBack, replaceWith } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { Columns } from '../../ui/columns'
import { Fact } from '../../ui/fact'
import { ForRoles } from '../../ui/for-roles'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { ImportRows } from './import-rows'

const Counts = ({ file }: { file: ImportView }) => {
  const t = useTranslate()
  const { rows, good, bad } = file
  return (
    <Section title={file.fileName ?? t(`imports.kind.${file.kind}`)}>
      <Fact name={t('imports.kind')}>{t(`imports.kind.${file.kind}`)}</Fact>
      <Columns
        heads={[t('imports.rows'), t('imports.good'), t('imports.bad')]}
        rows={[{ key: 'rows', name: '', values: [String(rows), String(good), String(bad)] }]}
      />
    </Section>
  )
}

const nothing = {}

/** Nothing is typed here: nothing is kept. */
const readNothing = (): undefined => undefined

const Write = ({ file }: { file: ImportView }) => {
  const t = useTranslate()
  const { id, good, bad, kind } = file
  const [written, setWritten] = useState({ written: 0, skipped: 0 })
  const form = useActForm({
    form: `import:${id}`,
    initial: nothing,
    read: readNothing,
    check: () => [],
    send: async (_nothing, key) => {
      const mode = bad === 0 ? ('all' as const) : ('good' as const)
      const recorded = await call(endpoints.commitImport, {
        params: { id },
        body: { mode },
        form: key,
        deadline: 60_000,
      })
      setWritten({ written: recorded.written, skipped: recorded.skipped })
      return recorded
    },
  })
  return (
    <FormScreen
      title={t('imports.check')}
      form={form}
      name={`import:${id}`}
      act={bad === 0 ? t('imports.writeAll', { n: good }) : t('imports.writeGood', { n: good })}
      disabled={good === 0}
      done={t('imports.written', { n: written.written })}
      next={() => (
        <>
          {written.skipped === 0 ? null : (
            <Notice tone="caution" title={t('imports.skipped', { n: written.skipped })} />
          )}
          {kind === 'places' ? null : (
            <Button
              kind="main"
              text={t(`imports.see.${kind}`)}
              onPress={() => {
                replaceWith(kind)
              }}
            />
          )}
        </>
      )}
    >
      <Counts file={file} />
      {bad === 0 ? (
        <Notice tone="good" title={t('imports.allGood')}>
          {t('imports.allGoodText', { time: formatTime(file.expiresAt) })}
        </Notice>
      ) : (
        <Notice tone="caution" title={t('imports.someBad', { n: bad })}>
          {t('imports.someBadText')}
        </Notice>
      )}
      {bad === 0 ? null : <Button wide icon="undo" text={t('imports.another')} onPress={goBack} />}
      <ImportRows file={file} />
    </FormScreen>
  )
}

const Over = ({ file }: { file: ImportView }) => {
  const t = useTranslate()
  return (
    <>
      <Counts file={file} />
      <Notice tone={file.state === 'written' ? 'good' : 'wait'} title={t(`imports.state.${file.state}`)} />
      <ImportRows file={file} />
    </>
  )
}

export const ImportCheck = ({ id }: { id: string }) => {
  const t = useTranslate()
  const file = useFetch(`import:${id}`, () => call(endpoints.importView, { params: { id } }))
  if (file.data?.state === 'checked') return <Write file={file.data} />
  return (
    <Screen title={t('imports.check')}>
      <ForRoles roles={['trader']}>
        <Loaded from={file} subject={t('imports.check')}>
          {(data) => <Over file={data} />}
        </Loaded>
      </ForRoles>
    </Screen>
  )
}

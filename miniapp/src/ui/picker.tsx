// One out of many: shows the choice, and opens the list of all below it.
import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { aria } from '../platform/aria'
import { Field } from './field'
import { Icon } from './icon'

export type PickerOption = { value: string; text: string; note?: string | undefined; tag?: ReactNode }

type Props = {
  label: string
  options: readonly PickerOption[]
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  hint?: string | undefined
  optional?: boolean
  /** Searching elsewhere (on the server): the words, and what to do when they change. Without it a long list is searched here. */
  search?: { words: string; onWords: (words: string) => void } | undefined
  /** In place of an empty list. */
  children?: ReactNode
}

/** From here on a list is worth searching. */
const manyOptions = 8

const matches = ({ text, note = '' }: PickerOption, words: string): boolean =>
  `${text} ${note}`.toLowerCase().includes(words.trim().toLowerCase())

const Option = ({ option, chosen, onPress }: { option: PickerOption; chosen: boolean; onPress: () => void }) => (
  <Pressable
    role="radio"
    selected={chosen}
    className={`ec-picker__option${chosen ? ' ec-picker__option--on' : ''}`}
    onPress={onPress}
  >
    <View className="ec-picker__words">
      <View className="ec-picker__text">{option.text}</View>
      {option.note === undefined ? null : <View className="ec-picker__note">{option.note}</View>}
    </View>
    {option.tag}
    {chosen ? <Icon name="check" size="small" /> : null}
  </Pressable>
)

type PanelProps = Pick<Props, 'label' | 'options' | 'value' | 'search' | 'children'> & {
  onPick: (value: string) => void
}

const Panel = ({ label, options, value, search, children, onPick }: PanelProps) => {
  const t = useTranslate()
  const [ownWords, setOwnWords] = useState('')
  const shown = search === undefined ? options.filter((option) => matches(option, ownWords)) : options
  return (
    <View className="ec-picker__panel">
      {search !== undefined || options.length > manyOptions ? (
        <Field label={t('form.search')} value={search?.words ?? ownWords} onChange={search?.onWords ?? setOwnWords} />
      ) : null}
      <View className="ec-picker__list" {...aria({ role: 'radiogroup', label })}>
        {shown.map((option) => (
          <Option
            key={option.value}
            option={option}
            chosen={option.value === value}
            onPress={() => {
              onPick(option.value)
            }}
          />
        ))}
      </View>
      {shown.length === 0 ? (children ?? <View className="ec-picker__none">{t('form.noMatch')}</View>) : null}
    </View>
  )
}

const Note = ({ error, hint }: Pick<Props, 'error' | 'hint'>) =>
  (error ?? hint) === undefined ? null : (
    <View className="ec-field__note">
      {error === undefined ? null : <Icon name="alert" size="small" />}
      <View>{error ?? hint}</View>
    </View>
  )

export const Picker = ({ label, options, value, onChange, error, hint, optional, search, children }: Props) => {
  const t = useTranslate()
  const [open, setOpen] = useState(false)
  const chosen = options.find((option) => option.value === value)?.text
  return (
    <View className={`ec-field${error === undefined ? '' : ' ec-field--bad'}`}>
      <View className="ec-field__label">
        {label}
        {optional === true ? <View className="ec-field__extra">{t('common.optional')}</View> : null}
      </View>
      <Pressable
        className="ec-input ec-picker"
        expanded={open}
        label={`${label} ${chosen ?? t('form.choose')}`}
        onPress={() => {
          setOpen(!open)
        }}
      >
        <View className={`ec-picker__value${chosen === undefined ? ' ec-picker__value--none' : ''}`}>
          {chosen ?? t('form.choose')}
        </View>
        <View className={`ec-fold__mark${open ? ' ec-fold__mark--open' : ''}`}>
          <Icon name="down" size="small" />
        </View>
      </Pressable>
      {open ? (
        <Panel
          label={label}
          options={options}
          value={value}
          search={search}
          onPick={(picked) => {
            onChange(picked)
            setOpen(false)
          }}
        >
          {children}
        </Panel>
      ) : null}
      <Note error={error} hint={hint} />
    </View>
  )
}

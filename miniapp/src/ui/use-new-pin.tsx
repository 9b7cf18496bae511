// Asks for a new PIN twice: a slip of the finger must not lock anybody out.
import { useState, type ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { PinSheet } from './pin-sheet'

type Options = { title: string; note: string; /** Rejects never. */ onPin: (pin: string) => Promise<void> }

/** `sheet` belongs on the page. */
export const useNewPin = ({ title, note, onPin }: Options): { ask: () => void; sheet: ReactNode } => {
  const t = useTranslate()
  const [step, setStep] = useState<'none' | 'first' | 'again'>('none')
  const [first, setFirst] = useState('')
  const [differ, setDiffer] = useState(false)
  const [busy, setBusy] = useState(false)

  const typed = async (pin: string): Promise<void> => {
    if (step === 'first') {
      setFirst(pin)
      setDiffer(false)
      setStep('again')
    } else if (pin === first) {
      setBusy(true)
      await onPin(pin)
      setBusy(false)
      setStep('none')
    } else {
      setDiffer(true)
      setStep('first')
    }
  }
  const sheet =
    step === 'none' ? null : (
      <PinSheet
        key={step}
        title={step === 'first' ? title : t('pin.again')}
        note={differ ? t('pin.differ') : step === 'first' ? note : undefined}
        wrong={differ}
        busy={busy}
        act={t(step === 'first' ? 'pin.next' : 'pin.save')}
        onPin={(pin) => void typed(pin)}
        onClose={() => {
          setStep('none')
        }}
      />
    )
  return {
    ask: () => {
      setDiffer(false)
      setStep('first')
    },
    sheet,
  }
}

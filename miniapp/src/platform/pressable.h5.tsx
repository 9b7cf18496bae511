// Something to press in a browser: a real button, so that Tab, Enter, Space and screen readers work.
import type { PressableProps } from './widgets'

export const Pressable = ({
  onPress,
  disabled,
  className,
  label,
  role,
  selected,
  expanded,
  children,
}: PressableProps) => (
  <button
    type="button"
    className={`ec-pressable ${className}`}
    disabled={disabled === true}
    aria-label={label}
    role={role}
    aria-selected={role === 'tab' ? selected === true : undefined}
    aria-checked={role === 'radio' || role === 'checkbox' || role === 'switch' ? selected === true : undefined}
    aria-expanded={expanded}
    onClick={onPress}
  >
    {children}
  </button>
)

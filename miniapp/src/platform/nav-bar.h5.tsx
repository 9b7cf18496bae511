// The bar at the top of a page in a browser, which has none of its own.
import { useTitleFocus } from './title-focus.h5'
import type { NavBarProps } from './widgets'

export const NavBar = ({ title, back, backLabel, onBack, action }: NavBarProps) => {
  const heading = useTitleFocus()
  return (
    <header className="ec-nav">
      <div className="ec-nav__side">
        {back ? (
          <button type="button" className="ec-nav__back" aria-label={backLabel} onClick={onBack}>
            <i className="ec-icon ec-icon--back" aria-hidden />
          </button>
        ) : null}
      </div>
      <h1 className="ec-nav__title" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div className="ec-nav__side ec-nav__side--end">{action}</div>
    </header>
  )
}

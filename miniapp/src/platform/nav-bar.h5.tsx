// The bar at the top of a page in a browser, which has none of its own.
import type { NavBarProps } from './widgets'

export const NavBar = ({ title, back, backLabel, onBack, action }: NavBarProps) => (
  <header className="ec-nav">
    <div className="ec-nav__side">
      {back ? (
        <button type="button" className="ec-nav__back" aria-label={backLabel} onClick={onBack}>
          <i className="ec-icon ec-icon--back" aria-hidden />
        </button>
      ) : null}
    </div>
    <h1 className="ec-nav__title">{title}</h1>
    <div className="ec-nav__side ec-nav__side--end">{action}</div>
  </header>
)

// The label of a field in a browser: a real label, so that pressing it reaches the field.

type Props = { id: string; text: string; extra?: string | undefined }

export const FieldLabel = ({ id, text, extra }: Props) => (
  <label className="ec-field__label" htmlFor={id}>
    {text}
    {extra === undefined ? null : <span className="ec-field__extra">{extra}</span>}
  </label>
)

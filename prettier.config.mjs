// The parser of Babel instead of TypeScript's own: the same format, in two thirds of the time.
const typescript = { files: ['*.ts', '*.tsx'], options: { parser: 'babel-ts' } }

export default { semi: false, singleQuote: true, printWidth: 120, overrides: [typescript] }

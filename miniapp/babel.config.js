// Babel as Taro's webpack runner expects it: React and TypeScript, polyfills left to the browsers we name.
// `**` stays as it is: every browser we name has it, and Math.pow, its replacement, refuses the BigInts of signature checks.
const exclude = ['transform-exponentiation-operator']
module.exports = { presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', exclude }]] }

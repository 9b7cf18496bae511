// Babel as Taro's webpack runner expects it: React and TypeScript, polyfills left to the browsers we name.
module.exports = { presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5' }]] }

// A bare JavaScript engine as WeChat's: no browser, no Node, no code from strings.
import fs from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'

// WeChat hides these names from every file by declaring them as parameters. globalThis stays.
const shadowed = [
  'window',
  'document',
  'frames',
  'self',
  'location',
  'navigator',
  'localStorage',
  'history',
  'Caches',
  'screen',
  'alert',
  'confirm',
  'prompt',
  'XMLHttpRequest',
  'WebSocket',
]

// Function('return this') is the one exception that WeChat documents.
const guardFunction = `{
  const Original = Function
  const world = globalThis
  world.Function = function (...parts) {
    if (parts[parts.length - 1] === 'return this') return () => world
    throw new EvalError('code from a string: ' + parts.join())
  }
  world.Function.prototype = Original.prototype
}`

type Exports = Record<string, unknown>
type ModuleFunction = (require: (id: string) => unknown, module: { exports: Exports }, exports: Exports) => void

/** Loads CommonJS files of `folder` into a fresh realm that knows only the language and `globals`. */
export const createSandbox = (folder: string, globals: Record<string, unknown>): ((file: string) => Exports) => {
  const context = vm.createContext(globals, { codeGeneration: { strings: false, wasm: false } })
  vm.runInContext(guardFunction, context)
  const modules = new Map<string, { exports: Exports }>()

  const load = (file: string): Exports => {
    const full = path.join(folder, file.endsWith('.js') ? file : `${file}.js`)
    if (!full.startsWith(folder + path.sep)) throw new Error(`outside the package: ${file}`)
    const known = modules.get(full)
    if (known) return known.exports
    const module = { exports: {} }
    modules.set(full, module)
    const run = vm.compileFunction(fs.readFileSync(full, 'utf8'), ['require', 'module', 'exports', ...shadowed], {
      filename: full,
      parsingContext: context,
    }) as unknown as ModuleFunction
    const require = (id: string): unknown => {
      if (!/^\.{0,2}\//.test(id)) throw new Error(`no such module in a mini-program: ${id}`)
      return load(path.relative(folder, path.resolve(path.dirname(full), id)))
    }
    run(require, module, module.exports)
    return module.exports
  }
  return load
}

// Renders pages with WeChat's own WXML compiler (wcc), so that templates the bundle names but lacks are found.
import { createRequire } from 'node:module'
import vm from 'node:vm'
import type { Data } from './data-path.ts'
import type { WxmlElement, WxmlNode } from './wxml-node.ts'

type RawNode = string | { tag: string; attr?: Record<string, unknown>; children?: RawNode[] }
type Template = (data: unknown, ...scopes: object[]) => RawNode
type Templates = (file: string) => Template | undefined
type Compiler = { wxmlToJs: (folder: string) => string }

const require = createRequire(import.meta.url)

const words = (parts: unknown[]): string => parts.map(String).join(' ')

const compile = (folder: string, onError: (message: string) => void): Templates => {
  const { wxmlToJs } = require('miniprogram-compiler') as Compiler
  const complain = (...parts: unknown[]): void => {
    onError(`wxml ${words(parts)}`)
  }
  const console = { log: () => undefined, warn: complain, error: complain }
  // What wcc emits expects a web view around it. It runs in Node's own realm, not in the app's.
  const run = vm.compileFunction(wxmlToJs(folder), ['window', 'document', 'console', 'global', '__wxAppCode__']) as (
    ...globals: object[]
  ) => Templates
  return run({ __webview_engine_version__: 0.02 }, {}, console, {}, {})
}

/** Taro nests these real components past 16 levels; here they are expanded in place. */
const componentFiles: Record<string, string> = { 'wx-comp': 'comp.wxml', 'wx-custom-wrapper': 'custom-wrapper.wxml' }

// Values cross into wcc's code as JSON: objects of another realm break its WXS.
const parse = vm.compileFunction('return JSON.parse(text)', ['text']) as (text: string) => unknown
const copy = (data: unknown): unknown => parse(JSON.stringify(data))

/** Renders the page `route` of the app in `folder` with `data`. */
export const createRenderer = (
  folder: string,
  onError: (message: string) => void,
): ((route: string, data: Data) => WxmlElement) => {
  let templates: Templates | undefined
  const template = (file: string): Template => {
    templates ??= compile(folder, onError)
    const found = templates(file)
    if (!found) throw new Error(`no template ${file}`)
    return found
  }
  const grow = (node: RawNode): WxmlNode => {
    if (typeof node === 'string') return node
    const attr = node.attr ?? {}
    const file = componentFiles[node.tag]
    const inner = file === undefined ? node : template(file)(copy({ i: attr['i'], l: attr['l'] }), {}, {})
    const children = typeof inner === 'string' ? [inner] : (inner.children ?? [])
    return { tag: node.tag, attr, children: children.map(grow) }
  }
  return (route, data) => {
    const tree = grow(template(`${route}.wxml`)(copy(data), {}, {}))
    if (typeof tree === 'string') throw new Error(`${route} rendered text only`)
    return tree
  }
}

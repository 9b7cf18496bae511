// Boots the built WeChat bundle without WeChat: real bundle, bare engine, WeChat's own template compiler.
//
// What it finds: a bundle that does not start, pages that do not register, APIs the engine lacks, templates that are missing,
// handlers that are not bound, texts and attributes of the rendered tree, sizes. What it cannot see: layout and styles,
// native components (camera, input), real permission dialogs, the engine of old phones, WeChat's review. Those need a
// phone and WeChat's DevTools.
import fs from 'node:fs'
import path from 'node:path'
import { carriedRequest } from './carried-request.ts'
import { createClock } from './clock.ts'
import { setPath, type Data } from './data-path.ts'
import { createSandbox } from './sandbox.ts'
import { createWx } from './wx-api.ts'
import { findAll, type WxmlElement } from './wxml-node.ts'
import { createRenderer } from './wxml-renderer.ts'

type Handler = (this: unknown, argument?: unknown) => unknown
type PageDefinition = Record<string, unknown> & { data?: Data }
export type PageInstance = PageDefinition & { data: Data; route: string; options: Record<string, string> }
type AppJson = { pages: string[]; subPackages?: { root: string; pages: string[] }[] }
type Options = {
  /** Folder of the build, with app.json. */
  dist: string
  /** Origin of a running server to which wx.request is carried. */
  server?: string
  /** More of `wx`, or other answers. */
  wx?: Record<string, unknown>
}

const call = (holder: Record<string, unknown>, name: string, argument?: unknown): void => {
  const handler = holder[name]
  if (typeof handler === 'function') (handler as Handler).call(holder, argument)
}

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const queryOf = (query: string): Record<string, string> =>
  Object.fromEntries(
    query === '' ? [] : query.split('&').map((part) => part.split('=', 2).concat('').slice(0, 2) as [string, string]),
  )

export class WeappHost {
  readonly errors: string[] = []
  readonly logs: string[] = []
  /** Calls to wx that a test may look at: [name, argument]. */
  readonly calls: [string, unknown][] = []
  /** Names the bundle asked of wx that this host does not know. */
  readonly unknown = new Set<string>()
  readonly storage = new Map<string, string>()
  readonly app: AppJson
  /** `first` and `largest`: of one call. */
  readonly setData = { count: 0, bytes: 0, first: 0, largest: 0 }
  private readonly stack: PageInstance[] = []
  private readonly definitions = new Map<string, PageDefinition>()
  private readonly load: (file: string) => unknown
  private readonly render: (route: string, data: Data) => WxmlElement
  private readonly clock = createClock()
  private loading = ''
  private instance: Record<string, unknown> | undefined

  constructor({ dist, server, wx = {} }: Options) {
    this.app = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as AppJson
    const request =
      server === undefined ? {} : { request: carriedRequest(server, (url) => this.calls.push(['request', url])) }
    const go = { open: this.open, replace: this.replace, restart: this.restart, back: this.back }
    const { calls, storage, unknown } = this
    const launch = (): object => this.launch
    const api = createWx({ storage, calls, go, launch, unknown, more: { ...request, ...wx } })
    this.load = createSandbox(dist, this.globals(api))
    this.render = createRenderer(dist, (message) => this.errors.push(message))
  }

  private get launch(): object {
    return { path: this.app.pages[0], query: {}, scene: 1001, referrerInfo: {} }
  }

  private globals(wx: object): Record<string, unknown> {
    const note =
      (list: string[]) =>
      (...parts: unknown[]): void =>
        void list.push(parts.map(String).join(' '))
    const log = note(this.logs)
    return {
      wx,
      console: { log, info: log, debug: log, warn: log, error: note(this.errors) },
      ...this.clock.globals,
      App: (definition: Record<string, unknown>) => (this.instance = definition),
      Page: (definition: PageDefinition) => this.definitions.set(this.loading, definition),
      Component: () => undefined,
      Behavior: (definition: unknown) => definition,
      getApp: () => this.instance,
      getCurrentPages: () => this.stack.slice(),
      __wxConfig: {},
    }
  }

  /** Runs app.js and its launch. */
  boot(): this {
    this.load('app.js')
    if (!this.instance) throw new Error('app.js did not call App()')
    call(this.instance, 'onLaunch', this.launch)
    call(this.instance, 'onShow', this.launch)
    return this
  }

  /** Routes of all pages, subpackages included. */
  get routes(): string[] {
    const below = (this.app.subPackages ?? []).flatMap(({ root, pages }) =>
      pages.map((page) => path.posix.join(root, page)),
    )
    return [...this.app.pages, ...below]
  }

  /** Loads a page's file and takes what it gave to Page(). */
  register(route: string): PageDefinition {
    if (!this.definitions.has(route)) {
      this.loading = route
      this.load(`${route}.js`)
    }
    const definition = this.definitions.get(route)
    if (!definition) throw new Error(`${route} did not call Page()`)
    return definition
  }

  private readonly show = (url: string): void => {
    const [address = '', query = ''] = url.replace(/^\//, '').split('?', 2)
    if (!this.routes.includes(address)) throw new Error(`not in app.json: ${address}`)
    const definition = this.register(address)
    const page: PageInstance = {
      ...definition,
      data: clone(definition.data ?? {}),
      route: address,
      options: queryOf(query),
    }
    Object.assign(page, {
      __route__: address,
      setData: (change: Data, done?: () => void) => {
        this.applyData(page, change, done)
      },
      selectComponent: () => null,
      createSelectorQuery: () => ({}),
      createIntersectionObserver: () => ({}),
    })
    this.stack.push(page)
    call(page, 'onLoad', page.options)
    call(page, 'onShow')
    call(page, 'onReady')
  }

  private applyData(page: PageInstance, change: Data, done: (() => void) | undefined): void {
    const json = JSON.stringify(change)
    this.setData.count++
    const bytes = Buffer.byteLength(json)
    this.setData.bytes += bytes
    if (this.setData.count === 1) this.setData.first = bytes
    this.setData.largest = Math.max(this.setData.largest, bytes)
    for (const [key, value] of Object.entries(JSON.parse(json) as Data)) setPath(page.data, key, value)
    if (done)
      this.clock.globals.setTimeout(() => {
        done.call(page)
      }, 0)
  }

  /** Ends the app: its timers stop, so that the test's process can. */
  close(): void {
    while (this.stack.length > 0) this.leave()
    this.clock.stop()
  }

  private leave(): void {
    const page = this.stack.pop()
    if (page) call(page, 'onUnload')
  }

  /** wx.navigateTo: `pages/scan/index?type=1`. */
  readonly open = (url: string): void => {
    const top = this.stack.at(-1)
    if (top) call(top, 'onHide')
    this.show(url)
  }

  readonly replace = (url: string): void => {
    this.leave()
    this.show(url)
  }

  readonly restart = (url: string): void => {
    while (this.stack.length > 0) this.leave()
    this.show(url)
  }

  readonly back = (delta = 1): void => {
    for (let step = 0; step < delta && this.stack.length > 1; step++) this.leave()
    const top = this.stack.at(-1)
    if (top) call(top, 'onShow')
  }

  /** The page in front. */
  get page(): PageInstance {
    const page = this.stack.at(-1)
    if (!page) throw new Error('no page is open')
    return page
  }

  /** What the page in front shows now. */
  tree(): WxmlElement {
    return this.render(this.page.route, this.page.data)
  }

  find(wanted: (element: WxmlElement) => boolean): WxmlElement[] {
    return findAll(this.tree(), wanted)
  }

  /** Fires an event (`tap`, `input`) at an element; one whose template binds no handler for it is an error. */
  fire(element: WxmlElement, type: string, detail: object = {}): void {
    const { attr } = element
    const handler = attr[`bind${type}`] ?? attr[`catch${type}`]
    if (typeof handler !== 'string' || handler === '') throw new Error(`<${element.tag}> binds no ${type}`)
    const target = { id: attr['id'], dataset: { sid: attr['data-sid'] } }
    const event = {
      type,
      timeStamp: Date.now(),
      target,
      currentTarget: target,
      detail,
      touches: [],
      changedTouches: [],
      mark: {},
    }
    call(this.page, handler, event)
  }
}

// The service worker of the H5 pages: keeps one build's shell and hashed files, and hands them out when there is no network.
// It never sees the API, and keeps nothing until a page of somebody who receives goods asks for it.
const worker = globalThis
const name = 'ectrace-shell'
const pageAddress = /^\/(?:pages\/[a-z][a-z-]{0,39}\/index)?$/
const hashedFile = /[.-][0-9a-f]{8,}\.\w+$/
const patience = 4000

const fresh = async (path) => {
  const reply = await fetch(path, { cache: 'no-cache', credentials: 'omit' })
  if (!reply.ok || reply.redirected) throw new Error(path)
  return reply
}

/** The files of the build that is served now; the shell goes in last, so that it never names a file that is not there. */
const keep = async () => {
  const files = await (await fresh('/offline-files.json')).json()
  const shell = await fresh('/index.html')
  const cache = await worker.caches.open(name)
  for (const file of files) {
    // A file with its digest in its name never changes.
    const kept = hashedFile.test(file) && (await cache.match(file)) !== undefined
    if (!kept) await cache.put(file, await fresh(file))
  }
  await cache.put('/index.html', shell)
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    if (pathname !== '/index.html' && !files.includes(pathname)) await cache.delete(url)
  }
}

const inTime = (work) =>
  Promise.race([work, new Promise((_, reject) => setTimeout(() => reject(new Error('slow')), patience))])

/** From the network as long as there is one: a new build is seen at once. */
const page = async (request) => {
  const kept = await worker.caches.match('/index.html')
  if (kept === undefined) return fetch(request)
  return inTime(fetch(request)).catch(() => kept)
}

const file = async (request) => (await worker.caches.match(request)) ?? fetch(request)

worker.addEventListener('install', () => worker.skipWaiting())
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('message', (event) => {
  // A build that is half there stays the one before: the next start tries again.
  if (event.data === 'keep') event.waitUntil(keep().catch(() => undefined))
})
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (request.mode === 'navigate') {
    if (pageAddress.test(pathname)) event.respondWith(page(request))
  } else if (hashedFile.test(pathname) || pathname.endsWith('.wasm')) event.respondWith(file(request))
})

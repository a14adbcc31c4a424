// node read.mjs MODULES BROWSER BOOK.epub [FOLDER]: opens the book in foliate-js, uses it as a reader would,
// and prints as JSON what was seen. With FOLDER, pictures of its pages are left there.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const [modules, browserPath, book, folder] = process.argv.slice(2)
const puppeteer = createRequire(path.join(modules, 'package.json'))('puppeteer-core')
const here = path.dirname(fileURLToPath(import.meta.url))
const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.json': 'application/json' }

function fileOf(address) {
  if (address === '/') return path.join(here, 'page.html')
  if (address === '/book.epub') return book
  const file = path.normalize(path.join(modules, 'node_modules', address.replace('/modules/', '')))
  return file.startsWith(path.join(modules, 'node_modules')) ? file : ''
}

const server = http.createServer((request, response) => {
  const file = fileOf(decodeURIComponent(request.url.split('?')[0]))
  fs.readFile(file, (error, data) => {
    response.writeHead(error ? 404 : 200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' })
    response.end(error ? '' : data)
  })
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const home = `http://127.0.0.1:${server.address().port}/`

const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
const browser = await puppeteer.launch({ executablePath: browserPath, headless: true, args: flags })
const page = await browser.newPage()
await page.setViewport({ width: 600, height: 800 })
const errors = [], requests = []
page.on('pageerror', error => errors.push(String(error)))
page.on('console', message => message.type() === 'error' && errors.push(message.text()))
page.on('request', request => { if (!/^(blob|data|about):/.test(request.url()) && !request.url().startsWith(home)) requests.push(request.url()) })

try {
  await page.goto(home)
  await page.waitForFunction('window.ready', { timeout: 30000 })
  const call = (name, ...values) => page.evaluate((name, values) => window.system[name](...values), name, values)
  const seen = await call('open')
  Object.assign(seen, await call('documents'))
  for (const entry of seen.contents) entry.visit = await call('visit', entry.href)
  for (const [index, one] of seen.pages.entries()) {
    if (one.images) one.pictures = await call('pictures', index)
    if (one.notes) one.note = await call('note', index)
    one.look = await call('look', index)
  }
  if (folder) await shoot(seen.pages, call)
  console.log(JSON.stringify({ ...seen, errors, requests }))
} finally {
  await browser.close()
  server.close()
}

async function shoot(pages, call) {
  fs.mkdirSync(folder, { recursive: true })
  const name = path.basename(book, '.epub')
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    for (const [index, one] of pages.entries()) {
      await call('show', index)
      await page.screenshot({ path: path.join(folder, `${name}-${scheme}-${String(index).padStart(2, '0')}-${path.basename(one.id, '.xhtml')}.png`) })
    }
  }
}

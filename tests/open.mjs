// node open.mjs MODULES BROWSER FOLDER: opens every page below FOLDER in Chromium, and prints as JSON what each did
// that no page of words and pictures does: scripts that were compiled, dialogs, requests, leaving, what waits to run.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { createRequire } from 'node:module'

const [modules, browserPath, folder] = process.argv.slice(2)
const puppeteer = createRequire(path.join(modules, 'package.json'))('puppeteer-core')
const types = { '.html': 'text/html; charset=utf-8', '.xhtml': 'application/xhtml+xml; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp' }
const OURS = 'octavo-looks'

const asked = []
const server = http.createServer((request, response) => {
  const file = path.normalize(path.join(folder, decodeURIComponent(request.url.split('?')[0])))
  const inside = file.startsWith(folder + path.sep) && fs.existsSync(file) && fs.statSync(file).isFile()
  if (!inside) asked.push(request.url)
  response.writeHead(inside ? 200 : 404, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' })
  response.end(inside ? fs.readFileSync(file) : '')
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const home = `http://127.0.0.1:${server.address().port}/`

function pagesBelow(place) {
  return fs.readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(entry => {
    const file = path.join(place, entry.name)
    return entry.isDirectory() ? pagesBelow(file) : /\.x?html$/.test(entry.name) ? [path.relative(folder, file)] : []
  })
}

// What waits for a click, a key or a print, in any namespace; run in the page as Chromium has built it.
function waiting() {
  const found = []
  const code = /^[\u0000-\u0020]*(?:javascript|vbscript|data|blob|filesystem):/i
  const picture = /^data:image\/(?:png|gif|jpe?g|webp|avif|bmp)[;,]/i
  const never = new Set(['script', 'iframe', 'frame', 'object', 'embed', 'applet', 'base', 'form', 'portal', 'animate', 'set', 'foreignobject', 'svg', 'template', 'button', 'select', 'textarea'])
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName.toLowerCase()
    if (never.has(name)) found.push(`<${name}>`)
    if (name === 'meta' && element.httpEquiv) found.push(`<meta http-equiv=${element.httpEquiv}>`)
    for (const { localName, value } of element.attributes) {
      const key = localName.toLowerCase()
      if (key.startsWith('on') || ['srcdoc', 'formaction', 'ping', 'srcset', 'action'].includes(key)) found.push(`${name} ${key}`)
      if (code.test(value.replace(/[\t\n\r]/g, '')) && !(name === 'img' && key === 'src' && picture.test(value)) && ['href', 'src', 'data', 'poster', 'background', 'cite'].includes(key)) found.push(`${name} ${key}=${value.slice(0, 60)}`)
      if (key === 'style' && !/^(?:text-align: (?:left|right|center);?)?$/.test(value)) found.push(`${name} style=${value.slice(0, 60)}`)
    }
    const link = name === 'a' && typeof element.protocol === 'string' ? element.protocol : ''
    if (['javascript:', 'vbscript:', 'data:', 'blob:', 'filesystem:'].includes(link)) found.push(`a link to ${link}`)
  }
  const error = document.querySelector('parsererror')
  if (error) found.push(`not well-formed: ${error.textContent.slice(0, 120)}`)
  return found
}

const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-popup-blocking']
const browser = await puppeteer.launch({ executablePath: browserPath, headless: true, args: flags })
const faults = []
let current = '', looked = 0

async function tab() {
  const page = await browser.newPage()
  const say = what => faults.push({ page: current, fault: what })
  const session = await page.createCDPSession()
  await session.send('Debugger.enable')
  session.on('Debugger.scriptParsed', script => {
    if (!script.url.startsWith('pptr:') && !script.hasSourceURL) say(`a script ran: ${script.url || 'inline'}`)
  })
  page.on('dialog', dialog => { say(`a dialog: ${dialog.message()}`); dialog.dismiss() })
  page.on('popup', () => say('a window was opened'))
  await page.setRequestInterception(true)
  page.on('request', request => {
    const url = request.url()
    if (url.startsWith(home) || /^(?:data|about|blob):/.test(url)) {
      if (request.isNavigationRequest() && decodeURI(url) !== decodeURI(home + encodeURI(current))) say(`it left for ${url}`)
      return request.continue()
    }
    const shown = request.resourceType() === 'image' && !request.isNavigationRequest()
    say(`${shown ? 'a picture' : 'a request'} (${request.resourceType()}): ${url.slice(0, 120)}`)
    return request.abort()
  })
  return page
}

let page = await tab()
for (const name of pagesBelow(folder)) {
  current = name.split(path.sep).join('/')
  asked.length = 0
  try {
    await page.goto(home + encodeURI(current), { waitUntil: 'load', timeout: 60000 })
    for (const what of await page.evaluate(`(${waiting})()\n//# sourceURL=${OURS}`)) faults.push({ page: current, fault: what })
    looked += 1
  } catch (error) {
    faults.push({ page: current, fault: `it can't be opened: ${String(error).slice(0, 200)}` })
    await page.close().catch(() => {})
    page = await tab()
  }
  for (const url of asked) if (url !== '/favicon.ico') faults.push({ page: current, fault: `a file of the site: ${url.slice(0, 120)}` })
}
console.log(JSON.stringify({ looked, faults }))
await browser.close()
server.close()

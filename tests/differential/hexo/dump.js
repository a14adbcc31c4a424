// Loads a Hexo site and prints, as one JSON object by file name, what Hexo knows about each post.
// Usage: TZ=UTC node dump.js FOLDER_WITH_NODE_MODULES SITE
'use strict';

const path = require('path');
const [modules, site] = process.argv.slice(2);
const load = name => require(path.join(modules, 'node_modules', name));
const Hexo = load('hexo');
const fs = require('fs');
const { parse } = load('hexo-front-matter');

function categoryPaths(post) {
  const all = post.categories.toArray();
  const parents = new Set(all.map(category => category.parent).filter(Boolean));
  const byId = new Map(all.map(category => [category._id, category]));
  const pathOf = category => (category ? [...pathOf(byId.get(category.parent)), category.name] : []);
  return all.filter(category => !parents.has(category._id)).map(pathOf);
}

async function render(hexo, post) {
  try {
    const engine = path.extname(post.source) === '.html' ? 'html' : 'markdown';
    return await hexo.post.render(null, { content: post._content, engine, source: post.source });
  } catch (error) {
    return { error: `error: ${String(error.message).split('\n')[0]}` };
  }
}

function hasExcerpt(post, data) {
  if (post.excerpt) return true;
  return data.error || Boolean(data.excerpt) || /<!-- ?more ?-->/i.test(data.content);
}

async function describe(hexo, post) {
  const data = await render(hexo, post);
  return {
    html: data.error ? null : data.content,
    title: post.title,
    date: post.date.toISOString(),
    updated: post.updated ? post.updated.toISOString() : null,
    tags: post.tags.toArray().map(tag => tag.name),
    categories: categoryPaths(post),
    layout: post.layout,
    published: post.published,
    slug: post.slug,
    hasExcerpt: hasExcerpt(post, data)
  };
}

function failureOf(file) {
  try {
    parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
    return 'not loaded';
  } catch (error) {
    return `error: ${String(error.message).split('\n')[0]}`;
  }
}

async function main() {
  const hexo = new Hexo(site, { silent: true });
  await hexo.init();
  try {
    await hexo.load();
  } catch (error) {
    // A post that Hexo throws at is missing below, and named with its error.
  }
  const result = {};
  for (const post of hexo.model('Post').toArray()) {
    result[path.basename(post.source)] = await describe(hexo, post);
  }
  const folder = path.join(site, 'source', '_posts');
  for (const name of fs.readdirSync(folder)) {
    if (!(name in result)) result[name] = { error: failureOf(path.join(folder, name)) };
  }
  fs.writeFileSync(path.join(site, 'dump.json'), JSON.stringify(result));
}

main();

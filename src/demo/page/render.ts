import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type PageLanguage, WORDS } from './words.js';

/** What the page is about to say. */
export interface PageView {
  language: PageLanguage;
  version: string;
  database: 'EMBEDDED' | 'POSTGRES';
  points: number;
  /** Positions in thousandths of a degree: for each the latitude's step from the one before, and the longitude. */
  dots: number[];
  /** Those whose page this may be, each with its key. Empty where there is no demo: then the page only tells facts. */
  merchants: { key: string; name: string; publishableKey: string }[];
  tokensPath: string | null;
  hasPlayground: boolean;
  /** Where messages are left as files, and with them the links that sign in; null where they are sent, or not the demo's. */
  mailFolder: string | null;
  /** Whether the address names a place, so that results will come: room is kept for them. */
  isAsked: boolean;
}

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const STYLE = read('./page.css');
const SCRIPT = `${read('./map.js')}\n${read('./page.js')}`;
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%23a63d22' stroke-width='2'%3E%3Cpath d='M12 22s7-6.6 7-12.2A7 7 0 0 0 5 9.8C5 15.4 12 22 12 22z'/%3E%3Cpath d='M9 8l3-1.5L15 8v3.4l-3 1.5-3-1.5z'/%3E%3C/svg%3E";

/** Only this page's own style and script run, whatever might be smuggled into it; it calls nobody but us. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const EXAMPLES = ['59000', 'Lyon', '35000', 'Saint-Denis (974)', '97200'];

export function renderPage(view: PageView): string {
  const words = WORDS[view.language];
  return `<!doctype html>
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(words.title)}</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#found">${escape(words.skip)}</a>
<div class="wrap">
${header(view)}
<main>
${hero(view)}
${view.merchants.length > 0 ? searchForm(view) : begin(view)}
${found(view)}
</main>
${footer(view)}
</div>
<script type="application/json" id="data">${dataOf(view)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function header({ language }: PageView): string {
  const link = (code: PageLanguage, name: string) =>
    `<a href="?lang=${code}" lang="${code}" hreflang="${code}"${code === language ? ' aria-current="true"' : ''}>${name}</a>`;
  return `<header class="top">
<span class="mark"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" aria-hidden="true"><path d="M12 22s7-6.6 7-12.2A7 7 0 0 0 5 9.8C5 15.4 12 22 12 22z"/><path d="M9 8l3-1.5L15 8v3.4l-3 1.5-3-1.5z"/></svg>Relais</span>
<nav aria-label="Langue, language">${link('fr', 'Français')}${link('en', 'English')}</nav>
</header>`;
}

function hero({ language, version, database, points }: PageView): string {
  const words = WORDS[language];
  const count = new Intl.NumberFormat(language).format(points);
  const fact = (name: string, value: string) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`;
  return `<section class="hero">
<h1>${escape(words.headline)}</h1>
<p>${escape(words.lead)}</p>
<dl class="facts">${fact(words.points, `${count} ${words.pointsUnit}`)}${fact(words.database, words.databases[database])}${fact(words.version, version)}</dl>
</section>`;
}

function searchForm({ language, merchants }: PageView): string {
  const words = WORDS[language];
  const shops = merchants.map(
    ({ key, name }, index) =>
      `<label class="shop"><input type="radio" name="m" value="${escape(key)}"${index === 0 ? ' checked' : ''}><span><strong>${escape(name)}</strong><small>${escape(words.merchants[key] ?? '')}</small></span></label>`,
  );
  const tries = EXAMPLES.map(
    (text) => `<button type="button" class="plain" data-try="${escape(text)}">${escape(text)}</button>`,
  );
  return `<form class="search" id="search" action="/" method="get" role="search">
<input type="hidden" name="lang" value="${language}">
<fieldset><legend>${escape(words.merchant)}</legend><div class="shops">${shops.join('')}</div></fieldset>
<div class="place"><div><label class="title" for="q">${escape(words.place)}</label><input id="q" name="q" maxlength="100" autocomplete="postal-code" placeholder="${escape(words.placeHint)}"></div><button class="go">${escape(words.search)}</button></div>
<p class="tries">${escape(words.tryThese)} ${tries.join(' ')}</p>
<noscript><p class="trouble">${escape(words.needsScript)}</p></noscript>
</form>`;
}

function begin({ language }: PageView): string {
  const words = WORDS[language];
  return `<section class="note"><h2>${escape(words.beginTitle)}</h2><p>${escape(words.begin)}</p></section>`;
}

function found({ language, merchants, isAsked }: PageView): string {
  const words = WORDS[language];
  const hint = `<h2>${escape(words.hintTitle)}</h2><p>${escape(words.hint)}</p>`;
  const text = merchants.length === 0 ? '' : isAsked ? '<h2>&nbsp;</h2>' : hint;
  return `<section class="status" id="found" tabindex="-1" aria-live="polite">${text}</section>
<section class="chart"><figure><svg id="map" viewBox="0 0 600 600" role="img" aria-label="${escape(words.mapTitle)}"></svg><figcaption><span id="caption"></span><button type="button" class="plain hidden" id="whole">${escape(words.browser.wholeMap)}</button></figcaption></figure></section>
<section class="list${isAsked ? ' awaited' : ''}" id="list"></section>`;
}

function footer({ language, tokensPath, hasPlayground, merchants, mailFolder }: PageView): string {
  const words = WORDS[language];
  const part = (title: string, text: string, more: string) =>
    `<section><h2>${escape(title)}</h2><p>${escape(text)} ${more}</p></section>`;
  const faces = [hasPlayground ? 'shop' : '', 'console', 'counter'].filter(Boolean);
  const links = faces.map((face) => `<a href="/${face}">${escape(words.faces[face] ?? '')}</a>`);
  const parts = [
    part(words.facesTitle, words.facesText, `<br>${links.join(' · ')}`),
    mailFolder === null ? '' : part(words.signIn, words.signInText, `<br><code>${escape(mailFolder)}</code>`),
    hasPlayground ? part(words.playground, words.playgroundText, '<br><a href="/playground">/playground</a>') : '',
    tokensPath === null ? '' : part(words.tokens, words.tokensText, `<br><code>${escape(tokensPath)}</code>`),
    merchants.length > 0 ? part(words.demo, words.demoText, '<br><code>npm run demo</code>') : '',
    part(words.docs, words.docsText, '<br><a href="/health/ready">/health/ready</a> · <a href="/metrics">/metrics</a>'),
  ];
  return `<footer class="bottom">${parts.join('')}</footer>`;
}

/** For the script, as JSON that cannot end its own element. */
function dataOf({ language, merchants, dots, points }: PageView): string {
  const data = { language, words: WORDS[language].browser, merchants, dots, points };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function escape(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (letter) => names[letter] ?? letter);
}

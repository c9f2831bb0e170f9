// The search box for pages of other sites: docs/widget.md. Each <script> that loads it makes one, in a shadow root. What comes
// from the index is put into the page as text, never as HTML. STYLE is widget.css. It is served without lines of comment.

const script = document.currentScript;
const set = script?.dataset ?? {};
const TEXTS = {
  label: 'Search',
  placeholder: 'Search this site',
  suggestions: 'Suggestions',
  pages: 'Pages',
  all: 'All results',
  close: 'Close',
  count: 'Results: {n}',
  none: 'No page has “{q}”.',
  corrected: 'These are results for “{q}”.',
  partial: 'Some results may be missing.',
  busy: 'The search is busy. Try again in a moment.',
  failed: 'The search cannot be reached. Try again later.',
};
const PAUSE_MS = 150;
const PATIENCE_MS = 10_000;

function text(name, values) {
  const given = set[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? TEXTS[name];
  return given.replace(/\{(\w)\}/g, (_, key) => values[key]);
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const on = (target, type, handle) => target.addEventListener(type, handle);

// --- What stands on the page

const label = text('label');
const named = { 'aria-label': label };
const keys = set.keys?.split(/\s+/) ?? [];
const shortcuts = { 'aria-keyshortcuts': set.keys };
const glass = () => make('span', { class: 'glass' });
const group = (name) => make('div', { role: 'group', 'aria-label': text(name) });

const dialog = set.mode === 'dialog' ? make('dialog', named) : undefined;
const input = make('input', {
  role: 'combobox',
  placeholder: text('placeholder'),
  ...named,
  'aria-autocomplete': 'list',
  'aria-controls': 'list',
  'aria-expanded': false,
  autocomplete: 'off',
  maxlength: 1000,
  enterkeyhint: 'search',
  ...(dialog ? {} : shortcuts),
});
const suggested = group('suggestions');
const found = group('pages');
const list = make('div', { role: 'listbox', id: 'list', ...named }, suggested, found);
const note = make('p', { class: 'note' });
// What scrolls would be a stop of the Tab key of its own.
const panel = make('div', { class: 'panel', hidden: '', tabindex: -1 }, note, list);
const box = make('div', { class: 'box' }, glass(), input);
// Always there: what appears together with its words is not read out.
const status = make('p', { role: 'status', class: 'unseen' });
const form = make('form', { role: 'search', ...named }, status, box, panel);
const root = make('div', { class: 'root', 'data-theme': set.theme });
const host = make('sitepack-search', { lang: set.lang });

if (dialog) {
  const hint = keys
    .slice(0, 1)
    .map((key) => make('kbd', { 'aria-hidden': true }, key.replace('Control+', 'Ctrl ')));
  const opener = make('button', { class: 'open', type: 'button', ...shortcuts }, glass(), label, ...hint);
  const closer = make('button', { class: 'close', type: 'button', 'aria-label': text('close') }, '✕');
  on(opener, 'click', enter);
  on(dialog, 'click', ({ target }) => {
    // The dialog itself is what is beside the form.
    if (target === dialog || target === closer) dialog.close();
  });
  box.append(closer);
  dialog.append(form);
  root.append(opener, dialog);
} else root.append(form);

function place() {
  const into = set.into ? document.querySelector(set.into) : script;
  if (into === null || document.head.contains(into)) {
    console.error(`Sitepack: no place for the search box: ${set.into ?? '<head>'}`);
    return;
  }
  const shadow = host.attachShadow({ mode: 'open' });
  // No policy of the page forbids a sheet that is made so.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  if (into === script) script.after(host);
  else into.replaceChildren(host);
}

function enter() {
  if (dialog && !dialog.open) dialog.showModal();
  input.focus();
  input.select();
}

// --- The list: a combobox, as the ARIA Authoring Practices have it

let active = null;
let options_made = 0;

const options = () => [...list.querySelectorAll('a')];

/** Something to choose: a link if it leads somewhere. */
function option(kind, href, ...children) {
  options_made += 1;
  const one = { role: 'option', id: `option-${options_made}`, 'aria-selected': false, tabindex: -1 };
  return make('a', { ...one, class: kind, href, dir: 'auto' }, ...children);
}

function hitOption({ url, title, section, snippet }) {
  // A document that somebody posted may name any URL.
  const href = [section?.url, url].find((each) => /^https?:\/\//i.test(each));
  const part = (kind, ...content) => make('span', { class: kind }, ...content);
  const made = option('hit', href, part('title', title.trim() || url));
  if (section && section.title !== title) made.append(part('section', section.title));
  made.append(part('snippet', ...marked(snippet)));
  if (href && made.host !== location.host) made.append(part('host', made.host));
  return made;
}

/** A text with its matches in `<mark>`. */
function marked({ text, matches }) {
  let end = 0;
  const pieces = matches.flatMap(({ from, to }) => {
    const before = text.slice(end, from);
    end = to;
    return [before, make('mark', {}, text.slice(from, to))];
  });
  return [...pieces, text.slice(end)];
}

function show(part, made) {
  part.replaceChildren(...made);
  if (active?.isConnected === false) activate(null);
  open(true);
}

function open(is) {
  list.hidden = options().length === 0;
  panel.hidden = !is || (list.hidden && note.textContent === '');
  input.setAttribute('aria-expanded', !panel.hidden && !list.hidden);
  if (panel.hidden) activate(null);
  else if (!dialog) fit();
}

/** As wide as there is room for, from the end of the box that is further from the middle of the window. */
function fit() {
  const { left, right, width } = box.getBoundingClientRect();
  const ends = left + right > innerWidth;
  panel.classList.toggle('ends', ends);
  panel.style.width = `${Math.max(width, Math.min(576, (ends ? right : innerWidth - left) - 16))}px`;
}

function activate(option) {
  active?.setAttribute('aria-selected', false);
  option?.setAttribute('aria-selected', true);
  option?.scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', option?.id ?? '');
  active = option;
}

/** @param seen whether it is shown too, and not only read out. */
function say(words, seen) {
  status.textContent = words;
  note.textContent = seen ? words : '';
}

// --- Asking

let timer = 0;
let under_way = new AbortController();

/** A URL of the server that the script is from. */
function at(path, parameters) {
  const sent = new URLSearchParams(parameters);
  // What is suggested is of all pages.
  if (!path.endsWith('suggest')) set.filter?.match(/\S+/g)?.forEach((each) => sent.append('filter', each));
  return `${new URL(path, script.src)}?${sent}`;
}

const resultsPage = (q) => at('./', { index: set.index, q });

/** @throws what `fetch` does, and the status of an answer that is none. */
async function ask(what, parameters, signal) {
  const response = await fetch(at(`v1/indexes/${encodeURIComponent(set.index)}/${what}`, parameters), {
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  if (!response.ok) throw response.status;
  return response.json();
}

async function propose(q, signal) {
  // Suggestions are no more than a help: of what is wrong the search tells.
  const { suggestions } = await ask('suggest', { q, limit: 4 }, signal).catch(() => ({ suggestions: [] }));
  const made = suggestions.map((each) => option('suggestion', undefined, each));
  if (!signal.aborted) show(suggested, made);
}

async function findAll(q, signal) {
  try {
    const answer = await ask('search', { q, limit: set.limit ?? 6, typing: true }, signal);
    if (signal.aborted) return;
    const { total, hits, corrected, shards } = answer;
    const doubts = [
      ...(corrected === null ? [] : [text('corrected', { q: corrected })]),
      ...(shards.answered < shards.total ? [text('partial')] : []),
    ].join(' ');
    if (total === 0) say(`${text('none', { q })} ${doubts}`, true);
    else say(doubts || text('count', { n: total }), doubts !== '');
    show(found, total === 0 ? [] : [...hits.map(hitOption), option('all', resultsPage(q), text('all'))]);
  } catch (error) {
    if (signal.aborted) return;
    say(text(error === 429 || error === 503 ? 'busy' : 'failed'), true);
    show(found, []);
  }
}

/** Asks once nothing was typed for a while; what is under way is given up. */
function find(pause_ms) {
  clearTimeout(timer);
  under_way.abort();
  under_way = new AbortController();
  const { signal } = under_way;
  const q = input.value.trim();
  activate(null);
  if (q === '') {
    say('');
    show(suggested, []);
    show(found, []);
    return;
  }
  timer = setTimeout(() => {
    void propose(q, signal);
    // One letter says nothing, one character of Chinese does.
    if (q.length > 1 || q > '\u2e7f') void findAll(q, signal);
  }, pause_ms);
}

// --- What visitors do

on(input, 'input', () => find(PAUSE_MS));
on(input, 'click', () => open(true));
on(input, 'keydown', (event) => {
  if (event.isComposing) return;
  const { key } = event;
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step && options().length > 0) {
    open(true);
    const round = [...options(), null];
    activate(round[(round.indexOf(active) + step + round.length) % round.length]);
  } else if (key === 'Enter' && active) {
    // With the keys that are held: Ctrl opens another tab.
    active.dispatchEvent(new MouseEvent('click', event));
  } else if (key === 'Escape' && (dialog || !panel.hidden)) {
    dialog?.close();
    open(false);
  } else return;
  event.preventDefault();
});
on(form, 'submit', (event) => {
  event.preventDefault();
  const q = input.value.trim();
  // Not sent as a form, of which the policy of the page would have to know.
  if (q !== '') location.assign(resultsPage(q));
});
on(form, 'focusout', ({ relatedTarget }) => {
  if (!dialog && !form.contains(relatedTarget)) open(false);
});
// The box keeps the cursor.
on(list, 'mousedown', (event) => event.preventDefault());
on(list, 'click', ({ target, ctrlKey, metaKey }) => {
  const chosen = target.closest('a');
  if (chosen?.className === 'suggestion') {
    input.value = chosen.textContent;
    find(0);
  } else if (chosen && !ctrlKey && !metaKey) {
    dialog?.close();
    open(false);
  }
});
on(document, 'keydown', (event) => {
  const [where] = event.composedPath();
  const types = where.isContentEditable || /^(?:input|textarea|select)$/i.test(where.tagName);
  const pressed = `${event.ctrlKey || event.metaKey ? 'control+' : ''}${event.key.toLowerCase()}`;
  const isMeant = keys.some((key) => key.toLowerCase() === pressed);
  if (!isMeant || (types && pressed.length === 1) || event.defaultPrevented || !host.isConnected) return;
  event.preventDefault();
  enter();
});

if (!set.index) console.error('Sitepack: widget.js needs data-index, and no type="module"');
else if (set.into && document.readyState === 'loading') on(document, 'DOMContentLoaded', place);
else place();

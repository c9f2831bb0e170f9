// The page works without this: it puts the cursor into the box at Ctrl K, suggests what may be typed, shows results meanwhile, and tells which hit is followed.

const box = document.querySelector('input[type="search"]');
const list = document.querySelector('#suggested');
const SOON_MS = 80;
const RESULTS_MS = 250;
/** Who looks at results for so long has searched for what stands in the box. */
const STAYED_MS = 3000;
/** The results that are shown of what is being typed, which is counted as a search when somebody stays or clicks. */
let early;

document.addEventListener('keydown', (event) => {
  // No key by itself: whoever speaks to the computer would press it unawares.
  if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (!(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Choosing another index repeats the search there.
document.querySelector('select[name="index"]')?.addEventListener('change', (event) => {
  const { form } = event.target;
  // What narrows the search of one index means nothing in another.
  for (const each of form.querySelectorAll('[name="filter"], [name="sort"]')) each.remove();
  if (form.elements.q.value.trim() !== '') form.requestSubmit();
});

/** What stands in the box becomes a search. @param is whether it does, where nobody clicked: they may have gone on typing at once. */
function countEarly(is = early !== undefined && performance.now() - early.since_ms >= STAYED_MS) {
  // The answer is known by now, and what it says is shown: nobody waits for it, though the page goes.
  if (is && early !== undefined) void fetched(`${early.path}&analytics=true`, undefined, { keepalive: true });
  early = undefined;
}

window.addEventListener('pagehide', () => countEarly());
for (const kind of ['click', 'auxclick'])
  document.addEventListener(kind, (event) => {
    const item = event.target.closest?.('.hits a[href]')?.closest('li');
    // The third button opens a menu.
    if (item === null || item === undefined || event.button > 1) return;
    const hits = item.parentElement;
    countEarly(true);
    const position = hits.start + [...hits.children].indexOf(item);
    const click = { query: hits.dataset.query, url: item.dataset.url, position };
    navigator.sendBeacon(
      hits.dataset.clicks,
      new Blob([JSON.stringify(click)], { type: 'application/json' }),
    );
  });

/** Does the last of what it is called with, once nothing came for so long; what is under way is given up. */
function afterPause(ms, work) {
  let timer = 0;
  let under_way = new AbortController();
  return {
    begin(...of) {
      this.stop();
      timer = window.setTimeout(() => work(under_way.signal, ...of), ms);
    },
    stop() {
      window.clearTimeout(timer);
      under_way.abort();
      under_way = new AbortController();
    },
  };
}

/** What a server answers; undefined where nobody waits for it any more, or nothing can be had. */
async function fetched(path, signal, more = {}) {
  try {
    const response = await fetch(path, { signal, ...more });
    return response.ok ? response : undefined;
  } catch {
    // Suggestions and early results are no more than a help: Enter asks again, and tells what is wrong.
    return undefined;
  }
}

// What was there before one typed is gone back to; what came while one typed is one step.
let shown = location.search;
function remember(path) {
  if (history.state?.typing === true) history.replaceState(history.state, '', path);
  else history.pushState({ typing: true }, '', path);
  shown = location.search;
}
window.addEventListener('popstate', () => {
  // Not from one place of the page to another.
  if (location.search !== shown) location.reload();
});

if (box instanceof HTMLInputElement && box.form !== null && list !== null) suggest(box, box.form, list);

/** A combobox with a list, as the ARIA Authoring Practices have it. */
function suggest(input, form, options) {
  let chosen = -1;
  let typed = input.value;
  const attributes = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': options.id,
    'aria-expanded': 'false',
    'aria-keyshortcuts': 'Control+K Meta+K',
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const indexOf = () => new FormData(form).get('index') ?? '';

  const suggesting = afterPause(SOON_MS, async (signal, text) => {
    const parameters = new URLSearchParams({ q: text });
    const path = `/v1/indexes/${encodeURIComponent(indexOf())}/suggest?${parameters}`;
    const answer = await (await fetched(path, signal))?.json().catch(() => undefined);
    if (!signal.aborted) show(answer?.suggestions ?? []);
  });
  const finding = afterPause(RESULTS_MS, async (signal, text) => {
    const parameters = new URLSearchParams(new FormData(form));
    parameters.set('q', text);
    const path = `/?${parameters}&typing=true`;
    const page = await (await fetched(path, signal))?.text().catch(() => undefined);
    if (page === undefined || signal.aborted) return;
    const found = new DOMParser().parseFromString(page, 'text/html');
    document.querySelector('main').replaceChildren(...found.querySelector('main').childNodes);
    document.querySelector('#said').textContent = (
      document.querySelector('.total') ?? document.querySelector('main h1')
    ).textContent;
    document.body.className = 'results';
    remember(`/?${parameters}`);
    document.title = found.title;
    countEarly();
    early = { path, since_ms: performance.now() };
  });

  function show(texts) {
    const items = texts.map((text, n) => {
      const item = document.createElement('li');
      item.id = `suggested-${n}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.textContent = text;
      return item;
    });
    options.replaceChildren(...items);
    select(-1);
    open(items.length > 0);
  }

  function open(is) {
    options.hidden = !is;
    input.setAttribute('aria-expanded', String(is));
    if (!is) select(-1);
  }

  /** The one that is that many further; from the last to what was typed, and on to the first. */
  function choose(further) {
    const places = options.children.length + 1;
    select(((chosen + 1 + further + places) % places) - 1);
    input.value = options.children[chosen]?.textContent ?? typed;
  }

  function select(place) {
    chosen = place;
    for (const [n, item] of [...options.children].entries())
      item.setAttribute('aria-selected', String(n === place));
    input.setAttribute('aria-activedescendant', options.children[place]?.id ?? '');
  }

  input.addEventListener('input', () => {
    countEarly();
    typed = input.value;
    const text = typed.trim();
    if (text === '') {
      suggesting.stop();
      finding.stop();
      show([]);
      return;
    }
    suggesting.begin(typed);
    if (text.length > 1) finding.begin(text);
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const further = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (further !== undefined && options.children.length > 0) {
      event.preventDefault();
      if (options.hidden) open(true);
      choose(further);
      finding.begin(input.value.trim());
    } else if (event.key === 'Escape' && !options.hidden) {
      event.preventDefault();
      input.value = typed;
      open(false);
    }
  });
  input.addEventListener('blur', () => open(false));
  // Before the box loses the cursor, by which the list would close.
  options.addEventListener('pointerdown', (event) => {
    const item = event.target.closest('[role="option"]');
    if (item === null) return;
    event.preventDefault();
    input.value = item.textContent;
    form.requestSubmit();
  });
  form.addEventListener('submit', () => {
    // This is counted when it is answered.
    early = undefined;
    suggesting.stop();
    finding.stop();
    open(false);
  });
}

// Keeps the page as the server sees it. The server sends the parts that changed as HTML; what stands is brought to it
// node by node, so that focus, selections and what was opened stay.

const RATE_POINTS = 60;
/** From one answer to the next question, where there is no stream of events. */
const ASK_MS = 2000;
/** How far the server's clock is ahead of this one. */
let ahead_ms = 0;
let paused = false;
let source;

const live = document.getElementById('live');
const asOf = document.getElementById('as-of');
const said = document.getElementById('said');
const pause = document.getElementById('pause');
const question = document.getElementById('question');

// --- News

function connect() {
  // Nothing changes on a page without it.
  if (live === null || source !== undefined || paused || document.hidden) return;
  const { from, by } = live.dataset;
  source = by === 'events' ? listen(from) : ask(from);
}

function listen(path) {
  const events = new EventSource(path);
  events.addEventListener('sections', (event) => show(JSON.parse(event.data)));
  events.addEventListener('error', () => {
    // The browser tries again by itself, unless the server refused.
    const refused = events.readyState === EventSource.CLOSED;
    tell(refused ? 'Refused by the server. Trying again' : 'Connection lost. Trying again', 'bad');
    if (!refused) return;
    disconnect();
    setTimeout(connect, 10_000);
  });
  return events;
}

/** Asks until what it asks about is over, or nobody wants to know. */
function ask(path) {
  const stop = new AbortController();
  void askOn(path, stop.signal);
  return { close: () => stop.abort() };
}

async function askOn(path, signal) {
  while (!signal.aborted) {
    try {
      const response = await fetch(path, { signal });
      if (!response.ok) throw new Error(`it answers ${response.status}`);
      const news = await response.json();
      show(news);
      if (news.over) return end();
    } catch {
      if (!signal.aborted) tell('Connection lost. Trying again', 'bad');
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

function show({ at_ms, sections }) {
  ahead_ms = at_ms - Date.now();
  for (const [id, text] of Object.entries(sections)) update(id, text);
  tell('Live', 'good');
  setTime(asOf, new Date(at_ms).toISOString());
  tick();
  drawSparks();
}

function end() {
  paused = true;
  pause.hidden = true;
  tell('Over', 'idle');
}

function disconnect() {
  source?.close();
  source = undefined;
}

function tell(word, mood) {
  // Said once, not every second, to whoever listens to it.
  if (live.textContent === word) return;
  live.textContent = word;
  live.className = `state ${mood}`;
}

// A page that nobody sees costs nothing.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) disconnect();
  else connect();
});

pause?.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', String(paused));
  if (paused) {
    disconnect();
    tell('Paused', 'idle');
  } else {
    tell('Connecting', 'busy');
    connect();
  }
});

// --- Bringing what stands to what was sent

function update(id, text) {
  const part = document.getElementById(id);
  if (part === null) return;
  const sent = document.createElement('template');
  sent.innerHTML = text;
  // The page as it was loaded has a line break there.
  if (part.firstChild?.nodeType === Node.TEXT_NODE) part.firstChild.remove();
  morphChildren(part, sent.content);
}

function morphChildren(old, next) {
  const keyed = new Map();
  for (const child of old.children) if (child.dataset.key !== undefined) keyed.set(child.dataset.key, child);
  let at = old.firstChild;
  for (const wanted of Array.from(next.childNodes)) {
    const key = wanted instanceof HTMLElement ? wanted.dataset.key : undefined;
    const match = key === undefined ? at : keyed.get(key);
    if (match && isAlike(match, wanted)) {
      if (match === at) at = at.nextSibling;
      else old.insertBefore(match, at);
      morph(match, wanted);
    } else {
      old.insertBefore(wanted, at);
    }
  }
  while (at !== null) {
    const after = at.nextSibling;
    at.remove();
    at = after;
  }
}

function isAlike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key;
}

function morph(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  for (const name of old.getAttributeNames()) {
    if (!next.hasAttribute(name) && !isOurs(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  // What is drawn, and times, which are told anew from their attributes.
  if (old.dataset.spark !== undefined || old.nodeName === 'TIME') return;
  morphChildren(old, next);
}

/** What the reader or this script has set. */
function isOurs(element, attribute) {
  if (attribute === 'open') return element.nodeName === 'DETAILS';
  if (attribute === 'disabled') return element.nodeName === 'BUTTON';
  return element.dataset.spark !== undefined && attribute === 'viewBox';
}

// --- Times

function tick() {
  for (const time of document.querySelectorAll('time[data-ago], time[data-left]')) {
    const passed_ms = Date.now() + ahead_ms - Date.parse(time.dateTime);
    const text = time.dataset.left === undefined ? agoText(passed_ms) : leftText(-passed_ms);
    if (time.textContent !== text) time.textContent = text;
  }
}

function agoText(ms) {
  return ms < 1000 ? 'just now' : `${duration(ms)} ago`;
}

function leftText(ms) {
  return ms < 0
    ? `due for ${duration(-ms)}`
    : `in ${ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms)}`;
}

function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function setTime(time, iso) {
  time.dateTime = iso;
  time.title = iso;
  time.textContent = `${iso.slice(11, 19)} UTC`;
}

// --- Sparklines: the last minute of a value, one point for each event

const series = new Map();

function drawSparks() {
  const seen = new Set();
  for (const svg of document.querySelectorAll('svg[data-spark]')) {
    const { spark: name, value } = svg.dataset;
    seen.add(name);
    const points = [...(series.get(name) ?? []), value === '' ? 0 : Number(value)].slice(-RATE_POINTS);
    series.set(name, points);
    draw(svg, points);
  }
  for (const name of series.keys()) if (!seen.has(name)) series.delete(name);
}

function draw(svg, points) {
  svg.setAttribute('viewBox', `0 0 ${RATE_POINTS - 1} 20`);
  svg.setAttribute('preserveAspectRatio', 'none');
  const most = Math.max(...points, 1);
  const first = RATE_POINTS - points.length;
  const line = points.map((value, n) => `${first + n},${(18.5 - (value / most) * 17).toFixed(2)}`).join(' ');
  const last = RATE_POINTS - 1;
  shape(svg, 'polygon').setAttribute('points', `${first},20 ${line} ${last},20`);
  shape(svg, 'polyline').setAttribute('points', line);
}

function shape(svg, name) {
  const there = svg.querySelector(name);
  if (there !== null) return there;
  return svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', name));
}

// --- Buttons

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button[data-path]') : null;
  if (button !== null && !button.disabled) void press(button);
});

async function press(button) {
  // What was asked is done, whatever the button stands for by the time of the answer.
  const asked = { ...button.dataset };
  if (asked.question !== '' && !(await isAnsweredYes(asked.question))) return;
  button.disabled = true;
  try {
    await send(asked);
  } finally {
    button.disabled = false;
  }
}

async function send({ method, path, body, done }) {
  const json = { headers: { 'content-type': 'application/json' }, body };
  let response;
  try {
    response = await fetch(path, { method, ...(method === 'POST' ? json : {}) });
  } catch (error) {
    say(`It is not known whether this was done: no answer came (${error.message}).`, 'bad');
    return;
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    // A proxy answers in its own words.
    const { ok, status } = response;
    say(`The answer has the status ${status}${ok ? '' : ', an error,'} and cannot be read.`, 'bad');
    return;
  }
  if (!response.ok) say(`${answer.detail}. ${answer.action}`, 'bad');
  else say(done === '' ? outcome(answer) : done, answer.kept?.length > 0 ? 'bad' : 'good');
}

const WHY_KEPT = { dead_letter_unsendable: 'no message', dead_letter_homeless: 'the queue is gone' };

/** What was done with dead letters, as the answer has it. */
function outcome({ resent, dropped, kept = [], more }) {
  const parts = [resent === undefined ? `${dropped.length} dropped` : `${resent.length} sent again`];
  for (const [code, why] of Object.entries(WHY_KEPT)) {
    const count = kept.filter((letter) => letter.code === code).length;
    if (count > 0) parts.push(`${count} kept: ${why}`);
  }
  return `${parts.join(', ')}.${more ? ' There may be more: press it again.' : ''}`;
}

let unsay;

function say(text, mood) {
  said.textContent = text;
  said.className = mood;
  clearTimeout(unsay);
  unsay = setTimeout(() => (said.textContent = ''), 12_000);
}

function isAnsweredYes(text) {
  document.getElementById('asked').textContent = text;
  question.returnValue = 'no';
  question.showModal();
  return new Promise((resolve) => {
    question.addEventListener('close', () => resolve(question.returnValue === 'yes'), { once: true });
  });
}

tick();
drawSparks();
setInterval(tick, 200);
if (live !== null) tell('Connecting', 'busy');
connect();

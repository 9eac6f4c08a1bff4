// What every page does with a script: words, dialogs, filters, single keys. Pages read and link without it.
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
export const clock = seconds => {
  const s = Math.floor(seconds), two = n => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
};
// Storage may be closed to us (private windows, settings): then nothing is remembered, and nothing breaks.
export const recall = key => { try { return localStorage.getItem("podloom." + key); } catch { return null; } };
export const remember = (key, value) => { try { localStorage.setItem("podloom." + key, value); } catch { /* see above */ } };

// The words of the interface: English stands in the code, another language in a table that the page may carry.
const table = JSON.parse($("#pl-words")?.textContent || "{}");
export const say = (english, ...values) => values.reduce((text, value) => text.replace("{}", () => value), table[english] ?? english);

// ---- a page's life: what it starts is started again after each walk, and what hangs on its signal ends before
const starts = [];
let life = new AbortController();
export function onPage(start) { starts.push(start); start(life.signal, "load"); }
export const leave = () => life.abort();
export function enter(how) { life = new AbortController(); starts.forEach(start => start(life.signal, how)); }

let fading;
export function toast(text) {
  const box = $(".pl-toast");
  if (!box) return;
  box.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { box.textContent = ""; }, 1500 + 50 * text.length);
}

// ---- single keys: off while typing, with Ctrl, Alt or Meta, in a dialog, and as a whole by a switch (WCAG 2.1.4)
let keysOn = recall("keys") !== "off";
const keys = new Map();
export const onKey = (names, act, signal) => names.forEach(name => {
  keys.set(name, act);
  signal?.addEventListener("abort", () => keys.get(name) === act && keys.delete(name));
});

addEventListener("keydown", event => {
  const open = event.target.closest("dialog[open]") || $("dialog[open]");
  const typing = event.target.closest("input:not([type=range],[type=checkbox],[type=radio]),select,textarea,[contenteditable]");
  if (event.key === "k" && (event.metaKey || event.ctrlKey) && !open) { event.preventDefault(); search(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing || open || !keysOn) return;
  if (event.key === " " && event.target.closest("button,a,summary,input,[role=region]")) return;
  const act = keys.get(event.key) || keys.get(event.key.toLowerCase());
  if (act && act() !== false) event.preventDefault(); // false: nothing here to act on
});
onKey(["/"], () => search());
onKey(["?"], () => show("keys"));

// ---- dialogs
function show(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}
function search(query) {
  show("search");
  $("#search input").select(); // now: what is typed while the rest loads must stay
  import("./search.js").then(module => module.open(query), () => toast(say("The search could not be loaded")));
}
addEventListener("click", event => { if (event.target.matches?.("dialog[open]")) event.target.close(); }); // beside it: on its backdrop

const showKeys = () => $$('[data-pl="keysoff"]').forEach(button => {
  button.setAttribute("aria-pressed", String(!keysOn));
  button.textContent = keysOn ? say("Turn single keys off") : say("Turn single keys on");
});
const acts = {
  search: button => search(button.dataset.q),
  keys: () => show("keys"),
  keysoff: () => { keysOn = !keysOn; remember("keys", keysOn ? "on" : "off"); showKeys(); },
};
showKeys();
addEventListener("click", event => {
  const button = event.target.closest("[data-pl]");
  const act = button && acts[button.dataset.pl];
  if (!act || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  act(button);
});

// ---- a hub's filter: all, show, letters
onPage(() => $$("[data-kindf]").forEach(button => button.addEventListener("click", () => {
  const kind = button.dataset.kindf;
  $$("[data-kindf]").forEach(other => other.setAttribute("aria-pressed", String(other === button)));
  $$("#main [data-kind]").forEach(one => { one.hidden = Boolean(kind) && one.dataset.kind !== kind; });
})));

// ---- the archive's filter by theme; it stands in the address, so that it can be sent to somebody
function filter(slug) {
  let left = 0;
  $$("[data-lf][aria-pressed]").forEach(button => button.setAttribute("aria-pressed", String(button.dataset.lf === slug)));
  $$(".pl-arch>li").forEach(row => {
    row.hidden = Boolean(slug) && !row.dataset.themes.split(" ").includes(slug);
    left += row.hidden ? 0 : 1;
  });
  $$(".pl-year").forEach(year => { year.hidden = !$("li:not([hidden])", year); });
  $('[data-pl="count"]').textContent = left === 1 ? say("1 letter") : say("{} letters", left);
  $('[data-pl="none"]').hidden = left > 0;
  const chosen = $(`[data-lf="${CSS.escape(slug)}"][data-href]`), archive = $('[data-pl="archive"]');
  archive.hidden = !chosen;
  if (!chosen) return;
  $('[data-pl="hub"]').href = chosen.dataset.href;
  archive.href = `${chosen.dataset.href}archive/`;
}
onPage(() => {
  if (!$(".pl-filter")) return;
  $$("[data-lf]").forEach(button => button.addEventListener("click", () => {
    filter(button.dataset.lf);
    history.replaceState(history.state, "", button.dataset.lf ? `#theme=${button.dataset.lf}` : location.pathname + location.search);
  }));
  const wanted = location.hash.match(/^#theme=([a-z0-9-]+)$/);
  if (wanted && $(`[data-lf="${wanted[1]}"]`)) filter(wanted[1]);
});

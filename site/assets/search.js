// The search dialog. Loads nothing of the index before it is opened; shows data as text only, never as HTML.
import { $, $$, clock, say } from "./site.js";
import { hitsOf, straight } from "./hits.js";
import * as years from "./years.js";

const ROOT = new URL("../", import.meta.url);
const dialog = document.getElementById("search"), field = $("input", dialog), facets = $(".pl-facets", dialog);
const results = $('[data-pl="results"]', dialog), status = $("[role=status]", dialog);
const BATCH = 18; // records read: about three hours of talk that match
const FIRST = 8; // of these, before the older years are asked
const ON = 3; // times as many are read at most
const WAIT = 60, LONG_WAIT = 400, SHORT_WORD = 3; // milliseconds for another letter; a word of one or two hardly ever ends there
const PAUSE = 250; // milliseconds before the older years are asked: whoever types on does not wait for them
const SHORT = 6; // hits shown of a group before "more"
const FEW = 3; // with fewer hits somebody may have meant another word
const GROUPS = [["moment", say("Moments")], ["issue", say("Letters")], ["person", say("People")], ["thing", say("Organisations and books")], ["page", say("Themes")]];
const FACETS = [["theme", say("Theme")], ["speaker", say("Who speaks")], ["year", say("Year")]];

let asked = 0, query = "", pool = new Map(), ranked = [], waiting = 0, looking = false, touched = false;
let whole = new Set(), instead = null;
let chosen = fresh();
function fresh() { return { kind: new Set(), theme: new Set(), speaker: new Set(), year: new Set() }; }

export function open(words) {
  if (words !== undefined) field.value = words;
  years.newest().then(() => (field.value.trim() ? ask() : hint()), failed);
}

// ---- asking
field.addEventListener("input", () => {
  const last = field.value.trim().split(/\s+/).pop().length;
  asked++; // what is on its way is no longer asked
  clearTimeout(waiting);
  waiting = setTimeout(ask, last && last < SHORT_WORD ? LONG_WAIT : WAIT);
});
async function ask() {
  waiting = 0;
  const words = field.value.trim(), mine = ++asked;
  if (words !== query) { query = words; pool = new Map(); ranked = []; chosen = fresh(); whole = new Set(); instead = null; touched = false; }
  if (!words) { hint(); return; }
  if (!pool.size) tell(say("Looking…"));
  try {
    const asks = filters(), older = !asks && await years.older();
    let drawn = false;
    looking = older;
    if (older) {
      await read(words, asks, FIRST, false, mine);
      if (mine !== asked) return;
      drawn = best().length >= FEW;
      if (drawn) { draw(); await rest(); }
      if (mine !== asked) return;
    }
    try { await read(words, asks, BATCH, true, mine); } catch (trouble) {
      if (mine !== asked) return;
      if (!await years.older()) throw trouble;
      if (asks) await read(words, asks, BATCH, false, mine);
      if (mine !== asked) return;
      await years.without();
    }
    if (mine !== asked) return;
    looking = false;
    if (drawn && touched) join(); else draw();
    if (ranked.length < FEW && !asks) mend(words, mine);
  } catch (trouble) { if (mine === asked) failed(trouble); }
}
const rest = () => new Promise(done => setTimeout(done, PAUSE));
const best = () => [...pool.values()].sort((a, b) => b.terms - a.terms || b.very - a.very || b.weight - a.weight || a.rank - b.rank || a.at - b.at);
// Reads the best records; on while none has a word in the very form that was asked for, as the index knows stems only.
async function read(words, asks, most, all, mine) {
  const { said, named } = await years.found(straight(words), asks, all);
  if (mine !== asked) return;
  for (let at = 0; !at || (at < said.length && at < most * ON && ![...pool.values()].some(hit => hit.very && passes(hit))); at += most) {
    const batch = [...said.slice(at, at + most), ...(at ? [] : named)];
    const records = await years.within(Promise.all(batch.map(one => one.data())));
    if (mine !== asked) return;
    records.forEach((data, next) => hitsOf(data, words).forEach(hit => {
      const key = hit.url + hit.place, held = pool.get(key);
      const kept = held && !(hit.second < held.second) ? held : hit; // of an episode that is named: where it was first
      pool.set(key, { ...kept, rank: at + next });
    }));
  }
}
async function mend(words, mine) {
  const { meant } = await import("./slips.js");
  const better = await meant(words, await years.vocabularies()).catch(() => null);
  if (better && mine === asked) { instead = better; draw(); }
}
function filters() {
  const asks = {};
  for (const [name] of FACETS) if (chosen[name].size) asks[name] = { any: [...chosen[name]] };
  return Object.keys(asks).length ? asks : null;
}

// ---- drawing
function make(tag, classes, ...inside) {
  const one = document.createElement(tag);
  if (classes) one.className = classes;
  one.append(...inside);
  return one;
}
function glyph(name, classes) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS(svg.namespaceURI, "use");
  if (classes) svg.setAttribute("class", classes);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}
const shape = slug => (document.getElementById(`g-${slug}`) ? [glyph(`g-${slug}`, "g")] : []);
const named = slug => years.names[slug] || (slug.charAt(0).toUpperCase() + slug.slice(1)).replaceAll("-", " ");
const day = iso => { const at = new Date(`${iso.slice(0, 10)}T00:00:00Z`); return isNaN(at) ? iso : at.toLocaleDateString(LANGUAGE, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }); };
const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || undefined;

function passes(hit, but) {
  const has = (name, values) => name === but || !chosen[name].size || values.some(value => chosen[name].has(value));
  return has("kind", [hit.kind]) && has("theme", hit.themes) && has("speaker", [hit.speaker]) && has("year", [hit.year]);
}
function draw(as = best()) {
  ranked = as;
  const shown = ranked.filter(hit => passes(hit));
  drawFacets();
  status.textContent = shown.length === 1 ? say("1 result for {}", query) : shown.length ? say("{} results for {}", shown.length, query) : say("No results for {}", query);
  if (!shown.length) { nothing(); return; }
  const selected = touched && $(".is-sel", results)?.dataset.url, focused = Boolean(document.activeElement?.closest(".pl-hit p a"));
  results.replaceChildren(...lacking(), ...(instead ? [meant()] : []), ...GROUPS.flatMap(([kind, title]) => group(kind, title, shown.filter(hit => hit.kind === kind))), ...further());
  select(Math.max(0, rows().findIndex(hit => hit.dataset.url === selected)), focused);
}
function group(kind, title, hits) {
  if (!hits.length) return [];
  const told = { moment: say("in the show, best first"), issue: hits.length === 1 ? say("passage") : say("passages") }[kind] ?? "";
  const list = make("ul", "", ...hits.slice(0, whole.has(kind) ? hits.length : SHORT).map(row));
  const left = hits.length - list.children.length;
  const out = [make("h3", "", title, make("span", "", `${hits.length} ${told}`.trim())), list];
  if (left) {
    const button = make("button", "", say("{} more", left));
    button.type = "button";
    button.addEventListener("click", () => {
      whole.add(kind);
      draw(ranked);
      select(rows().findIndex(hit => hit.dataset.kind === kind) + SHORT, true);
    });
    out.push(make("p", "pl-more", button));
  }
  return out;
}
function row(hit) {
  const item = make("li", "pl-hit"), link = make("a", "", ...excerptOf(hit)), about = make("div", "pl-meta");
  item.dataset.kind = hit.kind;
  item.dataset.url = hit.href;
  link.href = new URL(hit.href, ROOT);
  if (hit.kind === "moment") {
    const play = make("a", "pl-play", glyph("i-play"));
    play.href = link.href;
    play.dataset.play = "";
    play.setAttribute("aria-label", say("Play {} at {}", hit.title, clock(hit.second || 0)));
    item.append(play);
    if (hit.speaker) about.append(make("b", "", hit.speaker));
    if (!hit.titled) about.append(make("span", "", hit.title));
    about.append(make("span", "tn", clock(hit.second || 0)));
  } else if (hit.kind === "issue") {
    item.append(make("span", "pl-stamp", glyph("i-letter")));
    if (!hit.titled) about.append(make("b", "", hit.title));
    about.append(make("span", "", day(hit.date)));
  } else {
    const theme = hit.url.match(/^themes\/([^/]+)\//)?.[1], face = make("span", theme ? "pl-stamp" : "pl-av", ...(theme ? shape(theme) : [initials(hit.title)]));
    if (theme) face.dataset.theme = theme;
    face.setAttribute("aria-hidden", "true");
    item.append(face);
    link.replaceChildren(hit.title);
    about.append(make("span", "", ...excerptOf(hit)));
  }
  for (const slug of hit.themes.slice(0, 2)) {
    const chip = make("span", "pl-chip", ...shape(slug), named(slug));
    chip.dataset.theme = slug;
    about.append(chip);
  }
  item.append(make("div", "", make("p", "", link), about));
  return item;
}
const initials = name => name.split(/[\s-]+/).map(part => part[0]).filter((_, at, all) => at === 0 || at === all.length - 1).join("").toUpperCase();
function excerptOf(hit) {
  const out = hit.cut ? ["… "] : [];
  hit.words.forEach((word, at) => {
    const [, before, core, after] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u);
    out.push(at ? " " : "", ...(hit.marks.has(at) && core ? [before, make("mark", "", core), after] : [word]));
  });
  return hit.more ? [...out, " …"] : out;
}

// ---- facets, with what each choice would leave
function drawFacets() {
  const focused = document.activeElement?.dataset?.facet;
  const sets = [facet("kind", say("Where"), GROUPS.map(([kind, title]) => [kind, title])), ...FACETS.map(([name, title]) => facet(name, title, options(name)))];
  facets.replaceChildren(...sets.filter(Boolean));
  if (focused) $(`[data-facet="${CSS.escape(focused)}"]`, facets)?.focus();
}
const valuesOf = (hit, name) => (name === "theme" ? hit.themes : [hit[name]]).filter(Boolean);
function options(name) {
  const values = [...new Set(ranked.flatMap(hit => valuesOf(hit, name)))];
  const tally = value => ranked.filter(hit => valuesOf(hit, name).includes(value)).length;
  return values.sort((a, b) => (name === "year" ? b.localeCompare(a) : tally(b) - tally(a) || a.localeCompare(b))).slice(0, name === "year" ? values.length : 8).map(value => [value, name === "theme" ? named(value) : value]);
}
function facet(name, title, choices) {
  const rows = choices.map(([value, label]) => {
    if (!ranked.some(hit => valuesOf(hit, name).includes(value))) return null;
    const count = ranked.filter(hit => passes(hit, name) && valuesOf(hit, name).includes(value)).length;
    const tick = make("input");
    tick.type = "checkbox";
    tick.checked = chosen[name].has(value);
    tick.dataset.facet = `${name}:${value}`;
    tick.addEventListener("change", () => {
      chosen[name][tick.checked ? "add" : "delete"](value);
      touched = false;
      draw();
      if (name !== "kind") ask();
    });
    const row = make("label", "", tick, ...(name === "theme" ? shape(value) : []), label, make("span", "tn", String(count)));
    if (name === "theme") row.dataset.theme = value;
    return row;
  }).filter(Boolean);
  return rows.length ? make("fieldset", "", make("legend", "", title), ...rows) : null;
}

// ---- what is so, and what to do, where there is nothing to show
function tell(words, ...rest) { facets.replaceChildren(); results.replaceChildren(make("p", "pl-say", words), ...rest); }
function way(words, address) { const link = make("a", "", words); link.href = new URL(address, ROOT); return link; }
const ways = () => make("p", "pl-meta pl-ways", way(say("Browse the themes"), "themes/"), way(say("Browse the people"), "people/"));
function hint() {
  status.textContent = "";
  tell(say("Every word that was said or written is here."), make("p", "pl-meta", say("Type a word, a name, or “two words” in quotes.")), ways());
}
function nothing() {
  const open = Object.values(chosen).some(set => set.size);
  if (open) { results.replaceChildren(make("p", "pl-say", say("Nothing is left with these choices."))); return; }
  const next = instead ? meant() : make("p", "pl-meta", say("Try fewer words or another form of the word."));
  tell(say("Nobody has said “{}” yet.", query.replace(/^["“]|["”]$/g, "")), next, ...lacking(), ways());
}
function meant() {
  const button = make("button", "", instead);
  button.type = "button";
  button.addEventListener("click", takeInstead);
  return make("p", "pl-mean", `${say("Did you mean")} `, button, "?");
}
function takeInstead() { field.value = instead; field.focus(); ask(); }
const lacking = () => (years.missing.length ? [make("p", "pl-meta pl-lacking", say("The year {} could not be loaded, and is not searched.", years.missing.join(", ")))] : []);
function further() {
  if (looking) return [make("p", "pl-meta pl-further", say("Looking in the older years…"))];
  const more = pool.size - ranked.length;
  if (more < 1) return [];
  const button = make("button", "", say("{} more with the older years", more));
  button.type = "button";
  button.addEventListener("click", () => { touched = false; draw(); select(0, true); });
  return [make("p", "pl-meta pl-further", button)];
}
// Nothing moves under somebody's hand: what the older years have is offered.
function join() {
  const now = [...further(), ...($(".pl-lacking", results) ? [] : lacking())];
  $(".pl-further", results)?.replaceWith(...now);
  if (now.length) status.textContent = now[0].textContent;
}
function failed() {
  const words = navigator.onLine ? say("The search index could not be loaded.") : say("You are offline, and the search index is not here.");
  status.textContent = words;
  const again = make("button", "pl-btn pl-btn--s", say("Try again"));
  again.type = "button";
  again.addEventListener("click", () => { field.focus(); open(); });
  tell(words, make("p", "pl-meta", again), ways());
}

// ---- keys: arrows move, Enter opens a passage and plays a moment, Shift and Enter opens it without a sound
const rows = () => $$(".pl-hit", results);
function select(at, focus) {
  const all = rows(), to = all[Math.max(0, Math.min(all.length - 1, at))];
  all.forEach(hit => hit.classList.toggle("is-sel", hit === to));
  if (!to || !focus) return;
  $("p a", to).focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}
dialog.addEventListener("keydown", event => {
  const all = rows(), at = all.findIndex(hit => hit.classList.contains("is-sel"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target.type === "checkbox") return;
    event.preventDefault();
    const fromField = event.target === field && event.key === "ArrowDown" && at <= 0;
    if (event.key === "ArrowUp" && at <= 0) { field.focus(); select(0); } else select(fromField ? 0 : at + (event.key === "ArrowDown" ? 1 : -1), true);
  }
  if (event.key === "Enter" && (event.target === field || event.target.closest("p a"))) {
    event.preventDefault();
    const due = waiting;
    clearTimeout(due);
    if (event.target === field && (due || field.value.trim() !== query)) { ask(); return; }
    if (all[at]) go(all[at], event.shiftKey);
    else if (instead) takeInstead();
  }
});
for (const sign of ["pointermove", "focusin"]) results.addEventListener(sign, () => { touched = true; }, { passive: true });
dialog.addEventListener("scroll", event => { if (event.target.scrollTop > 0 && !facets.contains(event.target)) touched = true; }, { capture: true, passive: true });
function go(hit, still) {
  const link = $("p a", hit);
  if (still && hit.dataset.kind === "moment" && !link.hash.endsWith("&still")) link.hash += "&still";
  link.click();
}
// On the episode's own page nothing needs to load: the player goes there.
results.addEventListener("click", event => {
  const link = event.target.closest("a[href]");
  const hit = event.target.closest(".pl-hit");
  if (hit) select(rows().indexOf(hit));
  if (!link || event.ctrlKey || event.metaKey) return;
  const to = new URL(link.href);
  if (to.pathname !== location.pathname) return;
  event.preventDefault();
  dialog.close();
  history.replaceState(history.state, "", to.hash || to.pathname);
  if (to.hash.startsWith("#t")) dispatchEvent(new CustomEvent("podloom:play", { detail: to.hash }));
  else document.getElementById(to.hash.slice(1))?.scrollIntoView({ block: "center" });
});
$("form", dialog).addEventListener("submit", event => { if (event.submitter === null) event.preventDefault(); });

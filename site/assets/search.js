// The search dialog. Loads nothing of the index before it is opened; shows data as text only, never as HTML.
import { $, $$, clock } from "./site.js";

const ROOT = new URL("../", import.meta.url), INDEX = new URL("search/", ROOT);
const dialog = document.getElementById("search"), field = $("input", dialog), facets = $(".pl-facets", dialog);
const results = $('[data-pl="results"]', dialog), status = $("[role=status]", dialog);
const BATCH = 30; // records read at first: about two and a half hours of talk that match
const SHORT = 6; // hits shown of a group before "more"
const ROOM = 34; // words of an excerpt
const GROUPS = [["moment", "Moments"], ["issue", "Letters"], ["person", "People"], ["thing", "Organisations and books"], ["page", "Themes"]];
const FACETS = [["theme", "Theme"], ["speaker", "Who speaks"], ["year", "Year"]];

let index = null, names = {}, asked = 0, query = "", pool = new Map(), ranked = [], waiting = 0;
let whole = new Set();
let chosen = fresh();
function fresh() { return { kind: new Set(), theme: new Set(), speaker: new Set(), year: new Set() }; }

export function open(words) {
  if (words !== undefined) field.value = words;
  field.focus();
  field.select();
  load().then(() => (field.value.trim() ? ask() : hint()), failed);
}

// ---- the index: the first shard carries the others
function load() {
  index ??= (async () => {
    const answer = await fetch(new URL("shards.json", INDEX));
    if (!answer.ok) throw new Error(`shards.json: ${answer.status}`);
    const told = await answer.json();
    names = told.themes || {};
    const [first, ...others] = told.shards;
    if (!first) return null;
    const engine = await import(new URL(`${first}pagefind.js`, INDEX));
    await engine.options({ bundlePath: new URL(first, INDEX).href, baseUrl: "/", excerptLength: 1 });
    await within(engine.init());
    for (const shard of others) await engine.mergeIndex(new URL(shard, INDEX).href, { baseUrl: "/" });
    return engine;
  })();
  index.catch(() => { index = null; });
  return index;
}

// Pagefind's worker keeps silent when a file of the index is missing or broken.
const within = (promise, seconds = 20) => Promise.race([promise, new Promise((_, no) => setTimeout(no, seconds * 1000, new Error("no answer")))]);

// ---- asking
field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
async function ask() {
  const words = field.value.trim(), mine = ++asked;
  if (words !== query) { query = words; pool = new Map(); ranked = []; chosen = fresh(); whole = new Set(); }
  if (!words) { hint(); return; }
  if (!pool.size) say("Looking…");
  try {
    const engine = await load();
    const asks = filters();
    const found = engine ? (await within(engine.search(words, asks ? { filters: asks } : {}))).results : [];
    const fetched = await within(Promise.all(found.slice(0, BATCH).map(one => one.data())));
    if (mine !== asked) return;
    fetched.forEach((data, at) => hitsOf(data, words).forEach(hit => {
      if (!pool.has(hit.url + hit.place)) pool.set(hit.url + hit.place, { ...hit, rank: at });
    }));
    ranked = [...pool.values()].sort((a, b) => b.terms - a.terms || b.weight - a.weight || a.rank - b.rank || a.at - b.at);
    draw();
  } catch (trouble) { if (mine === asked) failed(trouble); }
}
function filters() {
  const asks = {};
  for (const [name] of FACETS) if (chosen[name].size) asks[name] = { any: [...chosen[name]] };
  return Object.keys(asks).length ? asks : null;
}

// ---- one record holds about five minutes; every passage of it that matches is a hit of its own
function hitsOf(data, words) {
  const address = (data.raw_url || data.url).replace(/^\/+/, ""), meta = data.meta;
  // As many words as the index counted: it splits at white space only.
  const text = (data.raw_content ?? data.content).replace(/\u200b/g, "").split(/\s+/).filter(Boolean);
  const passages = table(meta.passages), seconds = table(meta.seconds), terms = termsOf(words);
  const base = { url: address, kind: meta.kind || "page", title: meta.title || address, date: meta.date || "", year: (meta.date || "").slice(0, 4) };
  const places = data.locations?.length ? data.locations : [0];
  const inTitle = matched(base.title.split(/\s+/), base.title.split(/\s+/).map((_, at) => at), terms);
  if (!passages.length) {
    const hit = { ...base, ...excerpt(text, places, 0, text.length, []), href: address, place: "", at: 0, speaker: "", themes: [], weight: places.length };
    return worthy([{ ...hit, terms: Math.max(inTitle, matched(text, places, terms)) }], terms);
  }
  const byPassage = new Map();
  for (const place of places) {
    const at = last(passages, place);
    byPassage.set(at, [...(byPassage.get(at) || []), place]);
  }
  const all = [...byPassage].map(([at, here]) => {
    const [start, id, speaker, themes] = passages[at], stop = passages[at + 1]?.[0] ?? text.length;
    const second = seconds.length ? Math.floor(seconds[last(seconds, here[0])][1] * 10) / 10 : null;
    return {
      ...base, ...excerpt(text, here, start, stop, seconds.map(one => one[0])), second, at: start, speaker: speaker || "", themes: themes || [],
      href: `${address}#${second === null ? id : `t=${second}`}`, place: `#${id}`, terms: data.locations?.length ? matched(text, here, terms) : inTitle, weight: here.length,
    };
  });
  return worthy(all, terms);
}
function worthy(hits, terms) {
  const most = Math.max(...hits.map(hit => hit.terms));
  return hits.filter(hit => hit.terms && hit.terms >= Math.min(most, Math.ceil(terms.length * 0.6)));
}
function table(json) { try { return JSON.parse(json || "[]"); } catch { return []; } }
function last(rows, place) { let at = 0; while (at + 1 < rows.length && rows[at + 1][0] <= place) at++; return at; }
const plain = word => word.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "");
const termsOf = words => [...new Set(words.split(/[\s"“”]+/).map(plain).filter(Boolean))];
function matched(text, places, terms) {
  const said = places.map(place => plain(text[place] || ""));
  // Where a word is nowhere, Pagefind offers ever shorter beginnings of it ("thermometer": "the"): those are no hits.
  return terms.filter(term => said.some(word => { const k = Math.max(3, term.length - 3); return word.slice(0, k) === term.slice(0, k); })).length;
}
function excerpt(text, places, start, stop, sentences) {
  const opening = sentences.filter(at => at >= start && at <= places[0]).pop() ?? start;
  const from = places[0] - opening > 14 ? places[0] - 8 : opening, to = Math.min(stop, from + ROOM);
  return { words: text.slice(from, to), marks: new Set(places.map(place => place - from)), cut: from > opening, more: to < stop };
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
const named = slug => names[slug] || (slug.charAt(0).toUpperCase() + slug.slice(1)).replaceAll("-", " ");
const day = iso => { const at = new Date(`${iso.slice(0, 10)}T00:00:00Z`); return isNaN(at) ? iso : at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }); };
const one = (n, thing) => `${n} ${thing}${n === 1 ? "" : "s"}`;

function passes(hit, but) {
  const has = (name, values) => name === but || !chosen[name].size || values.some(value => chosen[name].has(value));
  return has("kind", [hit.kind]) && has("theme", hit.themes) && has("speaker", [hit.speaker]) && has("year", [hit.year]);
}
function draw() {
  const shown = ranked.filter(hit => passes(hit));
  drawFacets();
  status.textContent = shown.length ? `${one(shown.length, "result")} for ${query}` : `No results for ${query}`;
  if (!shown.length) { nothing(); return; }
  results.replaceChildren(...GROUPS.flatMap(([kind, title]) => group(kind, title, shown.filter(hit => hit.kind === kind))));
  select(0);
}
function group(kind, title, hits) {
  if (!hits.length) return [];
  const told = { moment: "in the show, best first", issue: hits.length === 1 ? "passage" : "passages", person: "", thing: "", page: "" }[kind];
  const list = make("ul", "", ...hits.slice(0, whole.has(kind) ? hits.length : SHORT).map(row));
  const left = hits.length - list.children.length;
  const out = [make("h3", "", title, make("span", "", `${hits.length} ${told}`.trim())), list];
  if (left) {
    const button = make("button", "", `${left} more`);
    button.type = "button";
    button.addEventListener("click", () => { whole.add(kind); draw(); });
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
    play.setAttribute("aria-label", `Play ${hit.title} at ${clock(hit.second || 0)}`);
    item.append(play);
    if (hit.speaker) about.append(make("b", "", hit.speaker));
    about.append(make("span", "", hit.title), make("span", "tn", clock(hit.second || 0)));
  } else if (hit.kind === "issue") {
    item.append(make("span", "pl-stamp", glyph("i-letter")));
    about.append(make("b", "", hit.title), make("span", "", day(hit.date)));
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
  const sets = [facet("kind", "Where", GROUPS.map(([kind, title]) => [kind, title])), ...FACETS.map(([name, title]) => facet(name, title, options(name)))];
  facets.replaceChildren(...sets.filter(Boolean));
  if (focused) $(`[data-facet="${CSS.escape(focused)}"]`, facets)?.focus();
}
const valuesOf = (hit, name) => (name === "theme" ? hit.themes : [hit[name]]).filter(Boolean);
function options(name) {
  const values = [...new Set(ranked.flatMap(hit => valuesOf(hit, name)))];
  const tally = value => ranked.filter(hit => valuesOf(hit, name).includes(value)).length;
  return values.sort((a, b) => (name === "year" ? b.localeCompare(a) : tally(b) - tally(a) || a.localeCompare(b))).slice(0, 8).map(value => [value, name === "theme" ? named(value) : value]);
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
function say(words, ...rest) { facets.replaceChildren(); results.replaceChildren(make("p", "pl-say", words), ...rest); }
function way(words, address) { const link = make("a", "", words); link.href = new URL(address, ROOT); return link; }
function hint() {
  status.textContent = "";
  say("Every word that was said or written is here.", make("p", "pl-meta", "Type a word, a name, or “two words” in quotes. Or look at ", way("the themes", "themes/"), "."));
}
function nothing() {
  const open = Object.values(chosen).some(set => set.size);
  if (open) { results.replaceChildren(make("p", "pl-say", "Nothing is left with these choices.")); return; }
  say(`Nobody has said “${query.replace(/^["“]|["”]$/g, "")}” yet.`, make("p", "pl-meta", "Try fewer words or another form of the word, or browse ", way("the themes", "themes/"), " and ", way("the people", "people/"), "."));
}
function failed() {
  status.textContent = "The search index could not be loaded.";
  say("The search index could not be loaded.", make("p", "pl-meta", way("Browse the themes", "themes/"), " instead."));
}

// ---- keys: arrows move, Enter opens, Shift and Enter plays
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
    clearTimeout(waiting);
    if (event.target === field && field.value.trim() !== query) { ask(); return; }
    if (all[at]) go(all[at], event.shiftKey);
  }
});
function go(hit, play) {
  const link = play ? $("[data-play]", hit) || $("p a", hit) : $("p a", hit);
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
  history.replaceState(null, "", to.hash || to.pathname);
  if (to.hash.startsWith("#t")) dispatchEvent(new CustomEvent("podloom:play", { detail: to.hash }));
  else document.getElementById(to.hash.slice(1))?.scrollIntoView({ block: "center" });
});
$("form", dialog).addEventListener("submit", event => { if (event.submitter === null) event.preventDefault(); });

// Reads what Pagefind found: which passages of a record are hits, where, from which second on. Draws nothing, asks nothing.
const ROOM = 34; // words of an excerpt

// Pagefind knows a phrase by straight quotes around everything; what is quoted inside a longer query is judged by us.
export function straight(words) {
  const said = words.replace(/[“”„«»]/g, '"');
  return /^"[^"]*"?$/.test(said) ? `"${said.replaceAll('"', "")}"` : said.replaceAll('"', " ");
}
const phrasesOf = words => words.replace(/[“”„«»]/g, '"').split('"').filter((_, at) => at % 2).map(one => one.split(/\s+/).map(plain).filter(Boolean)).filter(one => one.length);

/** The hits of a record for a query. One holds about ten minutes; every passage of it that matches is a hit of its own. */
export function hitsOf(data, words) {
  const address = (data.raw_url || data.url).replace(/^\/+/, "").replace(/#.*/, ""), meta = data.meta; // a record's own begins at its first line
  // As many words as the index counted: it splits at white space only.
  const text = (data.raw_content ?? data.content).replace(/\u200b/g, "").split(/\s+/).filter(Boolean);
  const passages = table(meta.passages), seconds = table(meta.seconds), terms = termsOf(words), phrases = phrasesOf(words);
  const bare = phrases.length ? text.map(plain) : [];
  const base = { url: address, kind: meta.kind || "page", title: meta.title || address, date: meta.date || "", year: (meta.date || "").slice(0, 4) };
  const title = base.title.split(/\s+/), inTitle = matched(title, title.map((_, at) => at), terms);
  if (passages.length && !data.locations?.length) return named();
  const places = data.locations?.length ? [...data.locations].sort((a, b) => a - b) : [0];
  if (!passages.length) return simple();
  const byPassage = new Map();
  for (const place of places) {
    const at = last(passages, place);
    byPassage.set(at, [...(byPassage.get(at) || []), place]);
  }
  // Of a phrase Pagefind tells the first place in a record only.
  if (phrases.length) passages.forEach((_, at) => { if (!byPassage.has(at)) byPassage.set(at, []); });
  const all = [...byPassage].map(([at, here]) => {
    const [start, id, speaker, themes] = passages[at], stop = passages[at + 1]?.[0] ?? text.length;
    const spots = phrases.map(phrase => holds(bare, phrase, start, stop));
    if (!spots.every(Boolean)) return { terms: 0 };
    if (spots.length) here = [...new Set([...spots.flat(), ...here.filter(place => place > spots[0][0])])];
    const very = here.filter(place => terms.includes(plain(text[place] || ""))), lead = very[0] ?? here[0];
    const second = seconds.length ? Math.floor(seconds[last(seconds, lead)][1] * 10) / 10 : null;
    return {
      ...base, ...excerpt(text, here, start, stop, seconds.map(one => one[0])), second, at: start, speaker: speaker || "", themes: themes || [],
      href: `${address}#${second === null ? id : `t=${second}`}`, place: `#${id}`, terms: matched(text, here, terms),
      very: new Set(very.map(place => plain(text[place]))).size, weight: here.length,
    };
  });
  return worthy(all, terms);

  // A person, a thing, a theme. Its text begins with its title, which stands above the excerpt already.
  function simple() {
    if (!phrases.every(phrase => holds(bare, phrase, 0) || holds(title.map(plain), phrase, 0))) return [];
    const after = title.every((word, at) => text[at] === word) ? title.length : 0, rest = places.filter(place => place >= after);
    const told = rest.length ? excerpt(text, rest, after, text.length, []) : { ...excerpt(text, [after], after, text.length, []), marks: new Set() };
    const hit = { ...base, ...told, href: address, place: "", at: 0, speaker: "", themes: [], very: 0, weight: places.length };
    return worthy([{ ...hit, terms: Math.max(inTitle, matched(text, places, terms)) }], terms);
  }
  // Nothing that was said: somebody of that name speaks, or the title has the words. All records of an item give one such hit.
  function named() {
    const hit = { ...base, place: "", speaker: "", themes: [], very: 0, weight: 1, at: 0 };
    const at = passages.findIndex(([, , who]) => !phrases.length && terms.every(term => matched((who || "").split(/\s+/), [0, 1, 2, 3], [term])));
    if (terms.length && at >= 0) {
      const [start, , speaker, themes] = passages[at], second = Math.floor((seconds[last(seconds, start)]?.[1] || 0) * 10) / 10;
      const told = excerpt(text, [start], start, passages[at + 1]?.[0] ?? text.length, []);
      return [{ ...hit, ...told, marks: new Set(), second, speaker, themes: themes || [], href: `${address}#t=${second}`, terms: terms.length }];
    }
    if (!phrases.every(phrase => holds(title.map(plain), phrase, 0))) return [];
    const marks = new Set(title.map((_, at) => at).filter(at => matched(title, [at], terms))), href = base.kind === "moment" ? `${address}#t=0` : address;
    return worthy([{ ...hit, words: title, marks, cut: false, more: false, second: 0, titled: true, href, terms: inTitle }], terms);
  }
}
/** The places of a phrase that begins between two words, or null. */
function holds(bare, phrase, start, stop = bare.length) {
  for (let at = start; at < stop; at++) if (phrase.every((word, next) => bare[at + next] === word)) return phrase.map((_, next) => at + next);
  return null;
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

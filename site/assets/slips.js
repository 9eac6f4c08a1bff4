// Finds the words that somebody meant to type, by the same rules as `podloom search`. Loaded when a search finds next to nothing.
const SHORTEST_MENDED = 5; // every word of four letters has neighbours: "knob" would become "know"
const TWO_SLIPS_FROM = 8;
const LISTS = new Map();
const plain = word => word.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "");

/** The query with its slips mended, or null. `lists`: addresses of the years' vocabularies, asked one by one until each word is settled. */
export async function meant(query, lists) {
  const words = [...new Set(query.match(/[\p{L}\p{N}'’]+/gu) || [])].filter(word => plain(word).length >= SHORTEST_MENDED);
  const best = new Map(), known = new Set();
  for (const list of lists) {
    const vocabulary = await read(list);
    for (const word of words) {
      if (vocabulary.has(plain(word))) known.add(word);
      const near = nearest(plain(word), vocabulary);
      if (near && (!best.has(word) || before(near, best.get(word)))) best.set(word, near);
    }
    if (words.every(word => known.has(word) || best.get(word)?.distance === 1)) break;
  }
  const mended = words.filter(word => !known.has(word) && best.has(word));
  return mended.length ? query.replace(/[\p{L}\p{N}'’]+/gu, word => (mended.includes(word) ? best.get(word).word : word)) : null;
}

// A word a line: letters shared with the line before (base 36), how often it stands (one letter, a power of two), the rest.
async function read(address) {
  if (LISTS.has(address.href)) return LISTS.get(address.href);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  const packed = new Uint8Array(await answer.arrayBuffer()), squeezed = packed[0] === 0x1f && packed[1] === 0x8b;
  const text = squeezed ? await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text() : new TextDecoder().decode(packed);
  const words = new Map();
  let last = "";
  for (const line of text.split("\n").filter(Boolean)) {
    last = last.slice(0, parseInt(line[0], 36)) + line.slice(2);
    words.set(last, parseInt(line[1], 36));
  }
  LISTS.set(address.href, words);
  return words;
}

const before = (one, two) => one.distance < two.distance || (one.distance === two.distance && one.often > two.often);
// One slip from five letters, two from eight. The first letter must agree, unless six letters or more have only that slip.
function nearest(word, vocabulary) {
  const slips = word.length < TWO_SLIPS_FROM ? 1 : 2;
  let best = null;
  for (const [other, often] of vocabulary) {
    if (Math.abs(other.length - word.length) > slips) continue;
    const same = other[0] === word[0];
    if (!same && word.length <= SHORTEST_MENDED) continue;
    const distance = apart(word, other, same ? slips : 1);
    if (distance > (same ? slips : 1)) continue;
    const one = { word: other, distance, often };
    if (!best || before(one, best)) best = one;
  }
  return best;
}
// The edit distance where swapping two neighbours is one slip (optimal string alignment), given up beyond `most`.
function apart(one, two, most) {
  let before = [], last = [], row = Array.from({ length: two.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at++) {
    [before, last, row] = [last, row, [at]];
    for (let to = 1; to <= two.length; to++) {
      let cost = Math.min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (one[at - 1] === two[to - 1] ? 0 : 1));
      if (at > 1 && to > 1 && one[at - 1] === two[to - 2] && one[at - 2] === two[to - 1]) cost = Math.min(cost, before[to - 2] + 1);
      row.push(cost);
    }
    if (Math.min(...row) > most) return most + 1;
  }
  return row[two.length];
}

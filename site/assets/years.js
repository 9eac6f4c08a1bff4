// Asks Pagefind's indexes, one a year: the newest years at once, all of them a moment later. Knows no words, draws nothing.
const INDEX = new URL("../search/", import.meta.url);
const NEWEST = 2; // years that answer first: a phrase of frequent words loads 60 kB of each
const NAMED = 8, NAMED_OF = 32; // records read, of the best, that have the words in their title or speakers only
const TAG = Date.now().toString(36); // of the files that a build replaces under their names: asked for once a visit
const HOW = { baseUrl: "/", excerptLength: 1, metaCacheTag: TAG, ranking: { metaWeights: { title: 1 } } }; // by five, titles hide what was said

let opened = null, asking = {};
export let names = {}; // of themes, by slug
export let missing = []; // years that the last answer lacks

// Pagefind's worker keeps silent when a file of the index is missing or broken.
export const within = (promise, seconds = 20) => Promise.race([promise, new Promise((_, no) => setTimeout(no, seconds * 1000, new Error("no answer")))]);

/** The folders of the years, newest first. Loaded once; tried again after it failed. */
export function open() {
  opened ??= (async () => {
    const answer = await fetch(new URL("shards.json", INDEX));
    if (!answer.ok) throw new Error(`shards.json: ${answer.status}`);
    const told = await answer.json();
    names = told.themes || {};
    return told.shards;
  })();
  opened.catch(() => { opened = null; });
  return opened;
}

/** Whether there are years that the newest ones' answer leaves out. */
export const older = async () => (await open()).length > NEWEST;
export const vocabularies = async () => (await open()).map(year => new URL(`${year}vocabulary.bin`, INDEX));

/** The records for a question, best first, of the newest years or of all: where it was said, and those that only have it in their names. */
export async function found(words, filters, all) {
  const { engine, lost } = await (all ? engineOf(Infinity) : newest());
  const results = engine ? (await within(engine.search(words, filters ? { filters } : {}))).results : [];
  missing = lost;
  // A title stands with all records of its episode, which come one after the other: some of them, from here and there, are enough.
  const said = results.filter(one => one.words.length), named = results.filter(one => !one.words.length).slice(0, NAMED_OF);
  const step = Math.ceil(named.length / NAMED);
  return { said, named: named.filter((_, at) => at % step === 0) };
}

/** Say of the last answer that it lacks the older years. */
export async function without() { missing = [...new Set([...missing, ...(await open()).slice(NEWEST).map(bare)])]; }
const bare = folder => folder.slice(0, -1);

/** Have the newest years ready. */
export const newest = () => engineOf(NEWEST);

// The first year carries the others. Two engines, as one cannot be asked about a part of its years. The second must not be made
// before the first has answered: both set up the same program.
function engineOf(count) {
  asking[count] ??= (async () => {
    const [first, ...others] = (await open()).slice(0, count);
    if (!first) return { engine: null, lost: [] };
    if (count > NEWEST && others.length < NEWEST) return newest();
    const { createInstance } = await import(new URL(`${first}pagefind.js`, INDEX));
    const engine = createInstance({ basePath: new URL(first, INDEX).href, ...HOW });
    await engine.init();
    await within(engine.search("")); // only then it is loaded, or has failed
    // A year that does not come is told, and the others are searched. Pagefind waits for ever for one that it began with.
    const there = await Promise.all(others.map(year => fetch(new URL(`${year}pagefind-entry.json?ts=${TAG}`, INDEX)).then(answer => answer.ok, () => false)));
    await within(Promise.all(others.filter((_, at) => there[at]).map(year => engine.mergeIndex(new URL(year, INDEX).href, HOW))));
    return { engine, lost: others.filter((_, at) => !there[at]).map(bare) };
  })();
  asking[count].catch(() => { delete asking[count]; });
  return asking[count];
}

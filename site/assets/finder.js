// Looks for words inside one transcript. Marks without touching the text (CSS highlights), so that an hour of talk stays light.
import { $, say } from "./site.js";

const MOST = 2000; // marks drawn; more are counted, and nobody walks through them
// Lower case, no accents, straight apostrophes; as long as before, so that places stay places.
const plain = text => text.replace(/[^\x00-\x7f]/g, sign => { const bare = sign.normalize("NFD")[0]; return "’‘".includes(sign) ? "'" : bare.length === sign.length ? bare : sign; })
  .replace(/[A-Z\u0080-\uffff]/g, sign => { const low = sign.toLowerCase(); return low.length === 1 ? low : sign; });

/** Wake the field over the transcript. `go(element)` brings a place into view. */
export function finder(lines, signal, go) {
  const form = $(".pl-seek");
  if (!form) return;
  const field = $("input", form), count = $("[role=status]", form);
  let texts = null, found = [], at = -1;

  const read = () => lines.map(line => {
    const nodes = [], walker = document.createTreeWalker($("p", line), NodeFilter.SHOW_TEXT);
    let words = "";
    while (walker.nextNode()) { nodes.push([words.length, walker.currentNode]); words += walker.currentNode.data; }
    return { nodes, words: plain(words) };
  });
  const spot = (nodes, place, end) => { const [start, node] = nodes.findLast(([start]) => (end ? start < place : start <= place)); return [node, place - start]; };
  function rangeOf({ nodes, place }, length) {
    const [startContainer, startOffset] = spot(nodes, place), [endContainer, endOffset] = spot(nodes, place + length, true);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }
  function mark(name, ranges) {
    if (globalThis.Highlight) CSS.highlights.set(name, new Highlight(...ranges));
    else ranges.forEach(range => range.startContainer.parentElement.closest(".pl-line").classList.add("is-found"));
  }
  function unmark() {
    if (globalThis.Highlight) ["found", "found-now"].forEach(name => CSS.highlights.delete(name));
    else lines.forEach(line => line.classList.remove("is-found"));
  }

  let wanted = "";
  function look() {
    wanted = plain(field.value).trim().replace(/\s+/g, " ");
    texts ??= read();
    found = [];
    at = -1;
    unmark();
    if (wanted.length > 1) for (const { nodes, words } of texts) for (let place = words.indexOf(wanted); place >= 0; place = words.indexOf(wanted, place + wanted.length)) found.push({ nodes, place });
    if (found.length) mark("found", found.slice(0, MOST).map(one => rangeOf(one, wanted.length)));
    tell();
  }
  function tell() {
    form.classList.toggle("has-hits", found.length > 0);
    count.textContent = wanted.length < 2 ? "" : !found.length ? say("Not in this episode") : at < 0 ? say("{} found", found.length) : say("{} of {}", at + 1, found.length);
  }
  function step(by) {
    if (!found.length) return;
    // The first step goes to what comes next from where the reader is.
    const from = at < 0 && by > 0 ? found.findIndex(one => one.nodes[0][1].parentElement.getBoundingClientRect().bottom > 160) : -1;
    at = from >= 0 ? from : (at + by + found.length) % found.length;
    const range = rangeOf(found[at], wanted.length);
    mark("found-now", [range]);
    go(range.startContainer.parentElement);
    tell();
  }
  function close() {
    field.value = "";
    look();
    field.blur();
  }

  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 80); });
  form.addEventListener("submit", event => { event.preventDefault(); clearTimeout(waiting); if (plain(field.value).trim().replace(/\s+/g, " ") !== wanted) look(); step(event.submitter?.value === "back" ? -1 : 1); });
  field.addEventListener("keydown", event => {
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); step(-1); }
  });
  signal.addEventListener("abort", unmark);
  if (field.value) look(); // typed while this was loaded
}

// The transcript under the sound: follows along, and turns lines, or what is selected in them, into links and quote cards.
import { $, $$, clock, onKey, say, toast } from "./site.js";

const calm = matchMedia("(prefers-reduced-motion:reduce)");

export function transcript(sound, signal) {
  const box = $(".pl-tx"), lines = $$(".pl-line"), starts = lines.map(line => Number(line.dataset.s)), follow = $('[data-pl="follow"]');
  const { audio } = sound;
  const names = new Map($$(".pl-lane[data-theme]").map(lane => [lane.dataset.theme, $(".pl-lane__n", lane)]));
  const chapters = new Map();
  let title = "";
  for (const one of $$(".pl-tx h3,.pl-line")) one.tagName === "H3" ? (title = one.firstChild.textContent.trim()) : chapters.set(one, title);
  let following = true, at = -1, said = null;
  const middle = (one, smooth) => one?.scrollIntoView({ block: "center", behavior: smooth && !calm.matches ? "smooth" : "auto" });

  // ---- the line and the sentence that are heard
  function lineAt(seconds) {
    let low = 0, high = starts.length - 1;
    while (low < high) { const between = (low + high + 1) >> 1; starts[between] <= seconds + 0.05 ? (low = between) : (high = between - 1); }
    return low;
  }
  function now(seconds) {
    if (!lines.length) return;
    const line = lineAt(seconds);
    if (line !== at) enter(line);
    const sentence = $$("p>span[data-s]", lines[at]).findLast(one => Number(one.dataset.s) <= seconds + 0.05) ?? null;
    if (sentence !== said) { said?.classList.remove("is-said"); said = sentence; said?.classList.add("is-said"); }
  }
  function enter(line) {
    lines[at]?.classList.remove("is-now");
    at = line;
    lines[at].classList.add("is-now");
    $('[data-pl="who"]').textContent = lines[at].dataset.who;
    $('[data-pl="now"]').replaceChildren(...themes(lines[at]), text("span", chapters.get(lines[at]) || ""));
    if (following && !audio.paused) middle(lines[at], true);
  }
  function text(tag, words) { const one = document.createElement(tag); one.textContent = words; return one; }
  function themes(line) {
    const slugs = line.dataset.th.split(" ").filter(Boolean);
    if (!slugs.length) return [text("span", names.size ? say("No theme here") : "")];
    return slugs.map(slug => {
      const one = document.createElement("b");
      one.dataset.theme = slug;
      one.append(...[...(names.get(slug)?.childNodes || [slug])].map(node => node.cloneNode?.(true) ?? node));
      return one;
    });
  }

  // ---- following stops when the reader scrolls, and says so
  function setFollowing(yes) {
    following = yes;
    if (!follow) return;
    follow.setAttribute("aria-pressed", String(yes));
    follow.textContent = yes ? say("Follow along is on") : say("Follow along is off");
    if (yes) middle(lines[at], true);
  }
  follow?.addEventListener("click", () => setFollowing(!following));
  for (const name of ["wheel", "touchmove"]) addEventListener(name, () => {
    if (audio.paused || !following) return;
    setFollowing(false);
    toast(say("Follow along paused. Press F to resume"));
  }, { passive: true, signal });

  // ---- a passage: what is selected, or a line; its words, who says them, from when to when
  function ofLine(line) {
    return { words: [[line.dataset.who, $("p", line).textContent.trim()]], from: Number(line.dataset.s), until: null };
  }
  function selected() {
    const selection = getSelection(), range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    if (!range || !box?.contains(range.commonAncestorContainer)) return null;
    const whole = { words: [], from: null, until: null };
    for (const line of lines.slice(...reach(range))) {
      const part = within(range, $("p", line)), words = part.toString().replace(/\s+/g, " ").trim();
      if (!words) continue;
      const sentences = $$("p>span[data-s]", line), held = sentences.filter(one => part.intersectsNode(one) && within(part, one).toString().trim());
      whole.words.push([line.dataset.who, words]);
      whole.from ??= Number((held[0] ?? line).dataset.s);
      whole.until = Number(sentences[sentences.indexOf(held.at(-1)) + 1]?.dataset.s ?? line.dataset.e);
    }
    return whole.words.length ? whole : null;
  }
  function reach(range) { // the lines it touches, without asking each of ten thousand
    const touched = node => (node.nodeType === 1 ? node : node.parentElement).closest(".pl-line");
    const [first, last] = [touched(range.startContainer), touched(range.endContainer)].map(line => lines.indexOf(line));
    return [Math.max(0, first), last < 0 ? lines.length : last + 1];
  }
  function within(range, node) { // the part of a range inside a node, with its first and last word whole
    const part = document.createRange();
    part.selectNodeContents(node);
    if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0 && node.contains(range.startContainer)) part.setStart(range.startContainer, edge(range.startContainer, range.startOffset, -1));
    if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0 && node.contains(range.endContainer)) part.setEnd(range.endContainer, edge(range.endContainer, range.endOffset, 1));
    if (range.comparePoint(node, 0) > 0 && !node.contains(range.endContainer) || range.comparePoint(node, node.childNodes.length) < 0) part.collapse();
    return part;
  }
  function edge(node, offset, by) {
    if (node.nodeType !== Node.TEXT_NODE) return offset;
    const inWord = at => /[\p{L}\p{N}’'-]/u.test(node.data[at] ?? "");
    while (inWord(offset - 1) && inWord(offset)) offset += by;
    return offset;
  }

  // ---- what can be done with it
  const tenth = seconds => Math.floor(seconds * 10) / 10;
  const address = ({ from, until }) => `${location.href.split("#")[0]}#t=${tenth(from)}${until ? `,${Math.ceil(until * 10) / 10}` : ""}`;
  async function copy(passage) {
    const link = address(passage), { from, until } = passage;
    try {
      await navigator.clipboard.writeText(link);
      toast(until ? say("Link to {} to {} copied", clock(from), clock(until)) : say("Link to {} copied", clock(from)));
    } catch { toast(link); }
  }
  const card = passage => import("./quote.js").then(quote => quote.show({ ...passage, title: sound.title, show: sound.show, address: address(passage), copy: () => copy(passage) }),
    () => toast(say("The quote card could not be loaded")));
  const acts = { play: ({ from, until }) => sound.seek(from, true, until), copy, card };

  const template = $("#acts");
  const offer = event => {
    const line = event.target.closest?.(".pl-line");
    if (line && !$(".pl-acts", line)) line.append(template.content.cloneNode(true));
  };
  box?.addEventListener("pointerover", offer);
  box?.addEventListener("focusin", offer);
  box?.addEventListener("click", event => {
    const line = event.target.closest(".pl-line"), act = event.target.closest("[data-a]")?.dataset.a;
    if (act) acts[act](line ? ofLine(line) : selected() ?? ofLine(lines[at]));
    else { $$(".show-acts").forEach(one => one.classList.remove("show-acts")); line?.classList.add("show-acts"); }
  });

  // A bar of its own for what is selected. Pressing its buttons must not take the selection away.
  const bar = template && box ? box.appendChild(template.content.firstElementChild.cloneNode(true)) : null;
  if (bar) {
    bar.classList.add("pl-acts--sel");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", say("The selected passage"));
    bar.addEventListener("pointerdown", event => event.preventDefault());
    let settling;
    document.addEventListener("selectionchange", () => { clearTimeout(settling); settling = setTimeout(place, 150); }, { signal });
  }
  function place() {
    const passage = selected();
    bar.classList.toggle("is-open", Boolean(passage));
    box.classList.toggle("has-sel", Boolean(passage));
    if (!passage) return;
    const rects = getSelection().getRangeAt(0).getClientRects(), last = rects[rects.length - 1], frame = box.getBoundingClientRect();
    bar.style.top = `${last.bottom - frame.top + 8}px`;
    bar.style.left = `${Math.max(0, Math.min(last.right - frame.left - bar.offsetWidth, frame.width - bar.offsetWidth))}px`;
  }

  // ---- keys
  const line = by => () => sound.seek(starts[Math.max(0, Math.min(starts.length - 1, at + by))]);
  const sameTheme = () => {
    const slug = lines[at]?.dataset.th.split(" ")[0], has = one => one?.dataset.th.split(" ").includes(slug);
    const next = slug ? lines.findIndex((one, index) => index > at && has(one) && !has(lines[index - 1])) : -1;
    next > 0 ? sound.seek(starts[next]) : toast(slug ? say("No later stretch of this theme") : say("No theme here"));
  };
  onKey(["c"], () => copy(selected() ?? { from: sound.seconds, until: null }), signal);
  if (lines.length) {
    onKey(["f"], () => setFollowing(!following), signal);
    onKey(["["], line(-1), signal);
    onKey(["]"], line(1), signal);
    onKey(["t"], sameTheme, signal);
    onKey(["q"], () => card(selected() ?? ofLine(lines[at])), signal);
    lookInside();
  }

  // ---- looking inside it: what does that is loaded when the field is first used
  function lookInside() {
    const field = $(".pl-seek input");
    const go = found => { if (following && !audio.paused) setFollowing(false); middle(found); };
    field?.addEventListener("focus", () => import("./finder.js").then(({ finder }) => finder(lines, signal, go),
      () => toast(say("The search could not be loaded"))), { once: true });
    if (field) onKey(["s"], () => { field.focus(); field.select(); }, signal);
  }
  return { now, show: smooth => middle(lines[lineAt(sound.seconds)], smooth) };
}

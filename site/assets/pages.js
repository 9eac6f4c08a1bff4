// Walks from page to page without loading anew, so that a sound goes on. Wherever that is not sure to go well, it lets
// the browser load the page as usual. Knows nothing of sounds.
import { $, $$, enter, leave } from "./site.js";

const ROOT = new URL("../", import.meta.url);
const SWAPPED = ["#main", ".md-footer", ".md-tabs"]; // the rest of a page is the same everywhere
const TOLD = 'title,meta[name]:not([name="viewport"]),meta[property],link:is([rel="canonical"],[rel~="alternate"],[rel="prev"],[rel="next"]),script[type="application/ld+json"]';
const PATIENCE_MS = 10_000, DWELL_MS = 100;

const pathOf = url => url.pathname + url.search;
let shown = pathOf(location), asked = 0, settling = 0, took = false, wants = () => false;

/** Take over links that `worth(url)` says are worth it. */
export function walk(worth) { wants = worth; }

const address = link => new URL(link.getAttribute("href"), document.baseURI);
const ours = url => url.protocol.startsWith("http") && url.origin === ROOT.origin && url.pathname.startsWith(ROOT.pathname) && /(\/|\.html)$/.test(url.pathname);

addEventListener("click", event => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.hasAttribute("download") || !["", "_self", null].includes(link.getAttribute("target"))) return;
  const to = address(link);
  if (!ours(to) || pathOf(to) === shown || !wants(to)) return;
  event.preventDefault();
  visit(to, "link");
});

// What is pointed at for a moment, or focused, is fetched beforehand, whether we take the link over or not.
const hinted = new Set(), thrifty = navigator.connection?.saveData;
let dwelling = 0;
for (const name of ["pointerover", "focusin"]) addEventListener(name, event => {
  clearTimeout(dwelling);
  const link = event.target.closest?.("a[href]"), to = link && address(link);
  if (to && !thrifty && ours(to) && pathOf(to) !== shown && !hinted.has(pathOf(to))) dwelling = setTimeout(hint, DWELL_MS, pathOf(to));
}, { passive: true });
function hint(path) {
  hinted.add(path);
  document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: path }));
}

async function visit(to, how, height = 0) {
  const mine = ++asked;
  document.documentElement.classList.add("is-going");
  try {
    const page = await read(to);
    if (mine === asked) put(page, to, how, height);
  } catch { if (mine === asked) how === "back" ? location.reload() : location.assign(to); } finally {
    if (mine === asked) document.documentElement.classList.remove("is-going");
  }
}

async function read(to) {
  const answer = await fetch(pathOf(to), { signal: AbortSignal.timeout(PATIENCE_MS), headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected || !answer.headers.get("content-type")?.startsWith("text/html")) throw new Error("not a page of ours");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const odd = SWAPPED.some(one => !$(one, page) !== !$(one)) || !$("#main", page) || $("base,meta[http-equiv=refresh]", page) || $("#main script:not([type*=json])", page);
  if (odd || dress(page, to) !== DRESS) throw new Error("dressed otherwise");
  return page;
}
const dress = (page, base) => $$('link[rel="stylesheet"],script[src]', page).map(one => new URL(one.getAttribute("href") ?? one.getAttribute("src"), base).href).sort().join();
const DRESS = dress(document, location.href); // once: after a walk its relative addresses would be read from another place

function put(page, to, how, height) {
  if (!took) takeOver();
  leave();
  clearTimeout(settling);
  $$("dialog[open]").forEach(dialog => dialog.close());
  if (how === "link") {
    history.replaceState({ ...history.state, height: scrollY }, "");
    history.pushState({ height: 0 }, "", pathOf(to)); // before the new links are put in: they hang on the address
  }
  shown = pathOf(to);
  $$(TOLD, document.head).forEach(one => one.remove());
  document.head.append(...$$(TOLD, page.head));
  for (const name of ["lang", "dir"]) document.documentElement.setAttribute(name, page.documentElement.getAttribute(name) || "");
  SWAPPED.forEach(one => $(one)?.replaceChildren(...$(one, page).childNodes));
  // Only the browser itself moves :target, and only with a true change of the address.
  scrollTo({ top: height, behavior: "instant" });
  if (how === "link" && to.hash) { location.replace(to.hash); history.replaceState({ height: scrollY }, ""); }
  $("#main").focus({ preventScroll: true });
  $(".pl-told").textContent = document.title;
  enter(how);
}

function takeOver() {
  took = true;
  history.scrollRestoration = "manual";
  $$("a[href]").filter(link => !link.closest(SWAPPED.join()) && !link.getAttribute("href").startsWith("#")).forEach(link => { link.href = link.href; });
  addEventListener("scroll", () => {
    clearTimeout(settling);
    settling = setTimeout(() => history.replaceState({ ...history.state, height: scrollY }, ""), 200);
  }, { passive: true });
  addEventListener("pagehide", () => { history.scrollRestoration = "auto"; });
}
addEventListener("popstate", event => {
  if (pathOf(location) !== shown) { visit(new URL(location), "back", event.state?.height ?? 0); return; }
  asked++; // back and at once forward again: what was on its way must not come any more
  document.documentElement.classList.remove("is-going");
  if (took && event.state) scrollTo({ top: event.state.height ?? 0, behavior: "instant" });
  else if (took) document.getElementById(location.hash.slice(1))?.scrollIntoView();
});

// An episode's page: the bar over its sound, chapters, addresses with times. Without it the page still plays.
import { $, $$, clock, onKey, onPage, recall, say, toast } from "./site.js";
import { drawToggle, goesOn, isKept, soundOf } from "./sound.js";
import { walk } from "./pages.js";
import { transcript } from "./transcript.js";

// A walk is worth it while something plays, and where it shall play: so a browser lets it, having seen the click.
walk(to => goesOn() || /^#t[-=]/.test(to.hash));

onPage((signal, how) => {
  const box = $(".pl-player"), audio = box && $("audio", box);
  if (audio) start(box, audio, signal, how);
});

function start(box, own, signal, how) {
  own.controls = false;
  const scrub = $(".pl-scrub", box), range = $("input", scrub), toggle = $('[data-pl="toggle"]', box), fail = $('[data-pl="fail"]', box);
  const chapters = $$(".pl-lane--ch a").map(link => ({ title: link.textContent, startTime: timesOf(link.hash)[0] }));
  const sound = soundOf(own, { title: box.dataset.title, show: $(".pl-brand").textContent.trim(), end: Number(range.max),
    length: $(".pl-bar__t span", box).textContent, chapters, picture: picture() });
  const { audio, end } = sound;
  const on = (names, act) => names.split(" ").forEach(name => audio.addEventListener(name, act, { signal }));
  const read = transcript(sound, signal);

  // ---- what is heard now
  function paint() {
    const { seconds, until } = sound;
    scrub.style.setProperty("--p", `${Math.min(100, seconds / end * 100)}%`);
    range.value = seconds;
    range.setAttribute("aria-valuetext", clock(seconds));
    $('[data-pl="cur"]', box).textContent = clock(seconds);
    scrub.classList.toggle("has-stretch", until !== null);
    if (until !== null) scrub.style.setProperty("--until", `${Math.min(100, until / end * 100)}%`);
    drawToggle(toggle, audio);
    read.now(seconds);
    const chapter = chapters.findLast(one => one.startTime <= seconds + 0.5);
    chapterLinks.forEach((link, at) => (chapters[at] === chapter ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  }
  on("play pause ended moved", paint);
  on("timeupdate", () => { if (sound.wanted === null) paint(); });
  const loading = yes => () => box.classList.toggle("is-loading", yes);
  on("waiting", loading(true));
  on("playing pause error canplay", loading(false));
  on("error", () => { fail.hidden = false; paint(); });
  on("loadeddata", () => { fail.hidden = true; });
  $('[data-pl="retry"]', box).addEventListener("click", () => {
    const from = Number(range.value);
    audio.load();
    sound.seek(from, true);
  });
  toggle.addEventListener("click", () => sound.toggle());
  range.addEventListener("input", () => sound.seek(Number(range.value)));

  // ---- speed
  const speed = $("#spd");
  if ([...speed.options].some(option => option.value === recall("speed"))) speed.value = recall("speed");
  speed.addEventListener("change", () => sound.setSpeed(speed.value));
  const faster = by => () => {
    speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + by));
    sound.setSpeed(speed.value);
    toast(say("Speed {}×", speed.value));
  };
  onKey(["<"], faster(-1), signal);
  onKey([">"], faster(1), signal);

  // ---- chapters: a list that opens, arrows move in it
  const menu = $(".pl-chs", box), chapterLinks = menu ? $$("a", menu) : [];
  menu?.addEventListener("keydown", event => {
    const at = chapterLinks.indexOf(document.activeElement), by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && menu.open) { menu.open = false; $("summary", menu).focus(); }
    if (!by) return;
    event.preventDefault();
    menu.open = true;
    chapterLinks.at((at + by) % chapterLinks.length)?.focus();
  });
  addEventListener("click", event => { if (menu?.open && !menu.contains(event.target)) menu.open = false; }, { signal });
  menu?.addEventListener("click", event => { if (event.target.closest("a")) { menu.open = false; $("summary", menu).focus({ preventScroll: true }); } });

  // ---- addresses: #t=95, #t=95.5, #t=1:35 play on, #t=90,120 plays a stretch, `&still` waits; #t-36 is a line
  function arrive(hash, may = true) {
    const [seconds, until] = timesOf(hash);
    if (seconds === undefined) return false;
    audio.preload = "metadata";
    sound.seek(seconds, may && !/&still\b/.test(hash), until ?? null);
    if (until !== undefined) toast(say("From {} to {}", clock(seconds), clock(until)));
    if (seconds || !hash.startsWith("#t=0")) read.show();
    return true;
  }
  let last = "";
  addEventListener("hashchange", () => { if (location.hash !== last) arrive(location.hash); last = ""; }, { signal });
  addEventListener("podloom:play", event => arrive(event.detail), { signal });
  addEventListener("click", event => {
    const link = event.target.closest?.('a[href^="#t"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [seconds] = timesOf(link.hash);
    if (seconds === undefined) return;
    event.preventDefault();
    history.replaceState(history.state, "", link.hash);
    sound.seek(seconds, true);
    if (!link.closest(".pl-line")) read.show(true);
  }, { signal });

  // ---- where to begin: an address wins over memory, and what plays already over both, unless somebody asked for more
  const [asked] = timesOf(location.hash), playing = isKept(sound);
  const back = playing && (how === "back" || asked === undefined || Math.abs(asked - sound.seconds) < 2);
  last = how === "link" ? location.hash : ""; // the walk's own change of the address comes after us
  if (back) read.show();
  else if (!arrive(location.hash, how !== "back" || !goesOn()) && sound.last > 5 && sound.last < end - 5) {
    sound.seek(sound.last);
    toast(say("You were at {}", clock(sound.last)));
  }
  paint();
}

/** [seconds, until?] of a hash, [] where it says no time; a line knows its own second. */
function timesOf(hash) {
  const line = hash.startsWith("#t-") ? document.getElementById(hash.slice(1).split("&")[0]) : null;
  if (line?.dataset.s) return [Number(line.dataset.s)];
  const found = hash.match(/^#(?:.*&)?t[=-](?:npt:)?([\d:.]*)(?:,([\d:.]+))?(?:&|$)/);
  if (!found || !(found[1] || found[2])) return [];
  const [from, until] = [found[1] || "0", found[2]].map(one => one?.split(":").reduce((sum, part) => sum * 60 + Number(part), 0));
  return Number.isNaN(from) ? [] : until > from ? [from, until] : [from];
}

// The page's picture, from here: its own address may be that of another host while the site is looked at before it is published.
function picture() {
  const said = $('meta[property="og:image"]')?.content, root = new URL("../", import.meta.url);
  const home = $('link[rel="canonical"]')?.href.slice(0, -location.pathname.slice(root.pathname.length).length);
  return said && home && said.startsWith(home) ? new URL(said.slice(home.length), root).href : $('link[rel="icon"]')?.href;
}

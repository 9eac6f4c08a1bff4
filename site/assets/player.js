// The player over native audio: seek by line, follow along, remember, keys, quote cards. Without it the page still plays.
import { $, $$, clock, onKey, recall, remember, toast } from "./site.js";

const box = $(".pl-player"), audio = box && $("audio", box);
const calm = matchMedia("(prefers-reduced-motion:reduce)").matches;
if (audio) start();

function start() {
  audio.controls = false;
  const scrub = $(".pl-scrub"), range = $("input", scrub), toggle = $('[data-pl="toggle"]'), follow = $('[data-pl="follow"]');
  const lines = $$(".pl-line"), starts = lines.map(line => Number(line.dataset.s)), end = Number(range.max);
  const names = new Map($$(".pl-lane[data-theme]").map(lane => [lane.dataset.theme, $(".pl-lane__n", lane)]));
  const chapters = new Map();
  let title = "";
  for (const one of $$(".pl-tx h3,.pl-line")) one.tagName === "H3" ? (title = one.firstChild.textContent.trim()) : chapters.set(one, title);
  const key = "at:" + new URL(audio.src).pathname;
  let following = true, at = -1, said = null, wanted = null, saved = 0;

  // ---- what is heard now
  function lineAt(seconds) {
    let low = 0, high = starts.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; starts[middle] <= seconds + 0.05 ? (low = middle) : (high = middle - 1); }
    return low;
  }
  function paint(seconds) {
    scrub.style.setProperty("--p", `${Math.min(100, seconds / end * 100)}%`);
    range.value = seconds;
    range.setAttribute("aria-valuetext", clock(seconds));
    $('[data-pl="cur"]').textContent = clock(seconds);
    if (!lines.length) return;
    const now = lineAt(seconds);
    if (now !== at) enter(now);
    const sentence = $$("p>span[data-s]", lines[at]).filter(one => Number(one.dataset.s) <= seconds + 0.05).pop() || null;
    if (sentence !== said) { said?.classList.remove("is-said"); said = sentence; said?.classList.add("is-said"); }
  }
  function enter(now) {
    lines[at]?.classList.remove("is-now");
    at = now;
    const line = lines[at];
    line.classList.add("is-now");
    $('[data-pl="who"]').textContent = line.dataset.who;
    $('[data-pl="now"]').replaceChildren(...themes(line), text("span", chapters.get(line) || ""));
    if (following && !audio.paused) line.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }
  function text(tag, words) { const one = document.createElement(tag); one.textContent = words; return one; }
  function themes(line) {
    const slugs = line.dataset.th.split(" ").filter(Boolean);
    if (!slugs.length) return [text("span", names.size ? "No theme here" : "")];
    return slugs.map(slug => {
      const one = document.createElement("b");
      one.dataset.theme = slug;
      one.append(...[...(names.get(slug)?.childNodes || [slug])].map(node => node.cloneNode?.(true) ?? node));
      return one;
    });
  }

  // ---- moving. Before the metadata is there, currentTime is where playing will begin; some browsers drop it then, so
  // it is set once more when they know the file.
  function seek(seconds, play) {
    wanted = Math.max(0, Math.min(seconds, end));
    audio.currentTime = wanted;
    paint(wanted);
    if (play) begin();
  }
  function begin() { audio.play().catch(refusal => { if (refusal.name === "NotAllowedError") toast(`Ready at ${clock(audio.currentTime)}. Press play`); }); }
  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null && Math.abs(audio.currentTime - wanted) > 0.5) audio.currentTime = wanted;
  });

  const show = () => {
    toggle.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    $("use", toggle).setAttribute("href", audio.paused ? "#i-play" : "#i-pause");
  };
  const loading = yes => () => box.classList.toggle("is-loading", yes);
  const keep = () => remember(key, audio.ended ? "0" : audio.currentTime.toFixed(1));
  audio.addEventListener("play", show);
  audio.addEventListener("pause", () => { show(); keep(); });
  audio.addEventListener("ended", show);
  audio.addEventListener("waiting", loading(true));
  for (const name of ["playing", "pause", "error", "canplay"]) audio.addEventListener(name, loading(false));
  audio.addEventListener("timeupdate", () => {
    if (wanted !== null && audio.readyState && !audio.seeking) wanted = null;
    if (wanted === null) paint(audio.currentTime);
    if (Math.abs(audio.currentTime - saved) > 5 && !audio.paused) { saved = audio.currentTime; keep(); }
  });
  audio.addEventListener("error", () => { $('[data-pl="fail"]').hidden = false; show(); });
  audio.addEventListener("loadeddata", () => { $('[data-pl="fail"]').hidden = true; });
  $('[data-pl="retry"]').addEventListener("click", () => {
    const from = Number(range.value);
    audio.load();
    seek(from, true);
  });
  toggle.addEventListener("click", () => (audio.paused ? begin() : audio.pause()));
  range.addEventListener("input", () => seek(Number(range.value)));

  const speed = $("#spd");
  const pace = () => { audio.playbackRate = audio.defaultPlaybackRate = Number(speed.value); remember("speed", speed.value); };
  if ([...speed.options].some(option => option.value === recall("speed"))) speed.value = recall("speed");
  pace();
  speed.addEventListener("change", pace);
  const faster = by => () => {
    speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + by));
    pace();
    toast(`Speed ${speed.value}×`);
  };

  // ---- following stops when the reader scrolls, and says so
  function setFollowing(yes) {
    following = yes;
    follow?.setAttribute("aria-pressed", String(yes));
    if (follow) follow.textContent = yes ? "Follow along is on" : "Follow along is off";
    if (yes) lines[at]?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }
  follow?.addEventListener("click", () => setFollowing(!following));
  for (const name of ["wheel", "touchmove"]) addEventListener(name, () => {
    if (audio.paused || !following) return;
    setFollowing(false);
    toast("Follow along paused. Press F to resume");
  }, { passive: true });

  // ---- addresses: #t=95, #t=95.5 and #t=1:35 are seconds; #t-36 is a line, which knows its own second
  function secondsOf(hash) {
    const line = hash.startsWith("#t-") ? document.getElementById(hash.slice(1)) : null;
    if (line?.dataset.s) return Number(line.dataset.s);
    const found = hash.match(/^#(?:.*&)?t[=-](\d+(?::\d+)*(?:\.\d+)?)/);
    return found ? found[1].split(":").reduce((sum, part) => sum * 60 + Number(part), 0) : null;
  }
  function arrive(hash) {
    const seconds = secondsOf(hash);
    if (seconds === null) return false;
    audio.preload = "metadata";
    seek(seconds, true);
    if (!hash.startsWith("#t=0") || seconds) lines[at]?.scrollIntoView({ block: "center" });
    return true;
  }
  addEventListener("hashchange", () => arrive(location.hash));
  addEventListener("podloom:play", event => arrive(event.detail));
  addEventListener("click", event => {
    const link = event.target.closest?.('a[href^="#t"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const seconds = secondsOf(link.hash);
    if (seconds === null) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    seek(seconds, true);
    if (!link.closest(".pl-line")) lines[at]?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  });

  // ---- a line's actions, made when it is first pointed at
  const template = $("#acts");
  const offer = event => {
    const line = event.target.closest?.(".pl-line");
    if (line && !$(".pl-acts", line)) line.append(template.content.cloneNode(true));
    return line;
  };
  const transcript = $(".pl-tx");
  transcript?.addEventListener("pointerover", offer);
  transcript?.addEventListener("focusin", offer);
  transcript?.addEventListener("click", event => {
    const line = event.target.closest(".pl-line"), act = event.target.closest("[data-a]")?.dataset.a;
    if (!act) { $$(".show-acts").forEach(one => one.classList.remove("show-acts")); line?.classList.add("show-acts"); return; }
    ({ play: () => seek(Number(line.dataset.s), true), copy: () => copy(Number(line.dataset.s)), card: () => quote(line) })[act]();
  });
  async function copy(seconds) {
    const address = `${location.href.split("#")[0]}#t=${Math.floor(seconds * 10) / 10}`;
    try { await navigator.clipboard.writeText(address); toast(`Link to ${clock(seconds)} copied`); } catch { toast(address); }
  }

  // ---- quote card
  const card = $("#qcard");
  const episode = box.dataset.title;
  function quote(line) {
    $("blockquote", card).textContent = `“${$("p", line).textContent.trim()}”`;
    $("p span", card).textContent = [line.dataset.who, episode, clock(Number(line.dataset.s))].filter(Boolean).join(", ");
    card.showModal();
  }
  $('[data-pl="savecard"]')?.addEventListener("click", async () => {
    const link = document.createElement("a");
    const drawn = await draw($("blockquote", card).textContent, $("p span", card).textContent);
    link.href = URL.createObjectURL(drawn);
    link.download = "quote.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  // ---- keys and the system's own controls
  const line = by => () => seek(starts[Math.max(0, Math.min(starts.length - 1, at + by))]);
  const jump = by => () => seek((wanted ?? audio.currentTime) + by);
  const sameTheme = () => {
    const slug = lines[at]?.dataset.th.split(" ")[0], has = one => one?.dataset.th.split(" ").includes(slug);
    const next = slug ? lines.findIndex((one, index) => index > at && has(one) && !has(lines[index - 1])) : -1;
    next > 0 ? seek(starts[next]) : toast(slug ? "No later stretch of this theme" : "No theme here");
  };
  onKey([" ", "k"], () => toggle.click());
  onKey(["j"], jump(-15));
  onKey(["l"], jump(15));
  onKey(["f"], () => setFollowing(!following));
  onKey(["c"], () => copy(wanted ?? audio.currentTime));
  onKey(["<"], faster(-1));
  onKey([">"], faster(1));
  if (lines.length) { onKey(["["], line(-1)); onKey(["]"], line(1)); onKey(["t"], sameTheme); }
  if ("mediaSession" in navigator) {
    const site = $(".pl-brand")?.textContent.trim() || "";
    navigator.mediaSession.metadata = new MediaMetadata({ title: episode, artist: site, album: site });
    for (const [name, act] of [["seekbackward", jump(-15)], ["seekforward", jump(15)], ["play", begin], ["pause", () => audio.pause()],
      ["seekto", details => seek(details.seekTime)]]) { try { navigator.mediaSession.setActionHandler(name, act); } catch { /* this browser lacks it */ } }
  }

  // ---- where to begin: an address wins over memory
  addEventListener("pagehide", () => { if (audio.currentTime) keep(); });
  if (!arrive(location.hash)) {
    const last = Number(recall(key));
    if (last > 5 && last < end - 5) { seek(last); toast(`You were at ${clock(last)}`); } else paint(0);
  }
  show();
}

async function draw(words, source) {
  const wide = 1200, edge = 90, canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  await document.fonts.ready;
  const size = words.length > 320 ? 42 : words.length > 160 ? 52 : 64;
  const serif = `${size}px Newsreader, Georgia, serif`;
  pen.font = serif;
  const rows = [];
  let row = "";
  for (const word of words.split(/\s+/)) {
    const longer = row ? `${row} ${word}` : word;
    if (row && pen.measureText(longer).width > wide - 2 * edge) { rows.push(row); row = word; } else row = longer;
  }
  rows.push(row);
  canvas.width = wide;
  canvas.height = Math.max(630, rows.length * size * 1.3 + 2 * edge + 100);
  pen.fillStyle = "#1b3646";
  pen.fillRect(0, 0, wide, canvas.height);
  pen.fillStyle = "#f7efe0";
  pen.font = serif;
  pen.textBaseline = "top";
  const top = Math.max(edge, (canvas.height - 70 - rows.length * size * 1.3) / 2);
  rows.forEach((one, index) => pen.fillText(one, edge, top + index * size * 1.3));
  const low = canvas.height - edge - 8;
  seats(pen, edge + 29, low);
  pen.fillStyle = "#f7efe0";
  pen.textBaseline = "middle";
  pen.font = '600 26px "Hanken Grotesk", sans-serif';
  pen.fillText(source, edge + 76, low, wide - 2 * edge - 76);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

function seats(pen, x, y) {
  const dot = (dx, dy, radius, colour) => { pen.fillStyle = colour; pen.beginPath(); pen.arc(x + dx, y + dy, radius, 0, 7); pen.fill(); };
  dot(0, 0, 14, "#f0d3a1");
  for (let k = 0; k < 7; k++) dot(24 * Math.cos(k * 0.785 + 0.4), 24 * Math.sin(k * 0.785 + 0.4), 4.5, k === 1 || k === 4 ? "#f2b15c" : "#f0d3a1");
}

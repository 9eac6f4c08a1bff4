// The one sound of a visit: what plays, from where to where, how fast. It goes on while the listener walks through the
// site; on other pages than its own it has a small player of its own.
import { $, clock, onKey, onPage, recall, remember, say, toast } from "./site.js";

const dock = $(".pl-mini");
let here = null; // the sound of the page that is shown
let kept = null; // the one that was played last

/** The sound of an <audio>, or the one of the same file that goes on already. `told`: title, show, end, length (in words), chapters, picture. */
export function soundOf(audio, told) {
  here = kept?.audio.src === audio.src ? kept : new Sound(audio, told);
  if (here === kept) audio.remove();
  drawDock();
  return here;
}
/** Whether something plays, or waits midway. */
export const goesOn = () => Boolean(kept && !kept.audio.ended && (kept.audio.currentTime || !kept.audio.paused));
export const isKept = sound => sound === kept;

class Sound {
  constructor(audio, told) {
    Object.assign(this, { audio, ...told, wanted: null, until: null, saved: 0, page: location.pathname });
    this.key = `at:${new URL(audio.src).pathname}`;
    const on = (names, act) => names.split(" ").forEach(name => audio.addEventListener(name, act));
    on("loadedmetadata", () => { if (this.wanted !== null && Math.abs(audio.currentTime - this.wanted) > 0.5) audio.currentTime = this.wanted; });
    on("timeupdate", () => this.goOn());
    on("pause", () => this.keep());
    on("error", () => { if (kept === this && here !== this) toast(say("The sound did not load")); });
    on("play pause ended timeupdate moved", drawDock);
    this.setSpeed(recall("speed") || 1);
  }
  get seconds() { return this.wanted ?? this.audio.currentTime; }
  get last() { return Number(recall(this.key)); }
  keep() { if (this.audio.currentTime) remember(this.key, this.audio.ended ? "0" : this.audio.currentTime.toFixed(1)); }

  // Before the metadata is there, currentTime is where playing will begin; some browsers drop it then, so it is set once
  // more when they know the file.
  seek(seconds, play, until = null) {
    this.wanted = Math.max(0, Math.min(seconds, this.end));
    this.until = until;
    this.audio.currentTime = this.wanted;
    this.audio.dispatchEvent(new Event("moved"));
    if (play) this.play();
  }
  play() {
    if (kept !== this) { const before = kept; kept = this; before?.rest(); dock.prepend(this.audio); announce(); }
    this.audio.play().catch(refusal => { if (refusal.name === "NotAllowedError") toast(say("Ready at {}. Press play", clock(this.seconds))); });
  }
  toggle() { this.audio.paused ? this.play() : this.audio.pause(); }
  rest() { this.audio.pause(); this.audio.remove(); }
  setSpeed(speed) { this.audio.playbackRate = this.audio.defaultPlaybackRate = Number(speed); remember("speed", speed); }

  goOn() {
    const { audio } = this;
    if (this.wanted !== null && audio.readyState && !audio.seeking) this.wanted = null;
    if (Math.abs(audio.currentTime - this.saved) > 5 && !audio.paused) { this.saved = audio.currentTime; this.keep(); }
    const left = this.until === null || this.wanted !== null ? Infinity : this.until - audio.currentTime;
    if (left <= 0.03) this.stretchEnds();
    else if (left < 0.5 && !audio.paused) setTimeout(() => this.goOn(), left * 1000 / audio.playbackRate); // timeupdate comes four times a second only
  }
  stretchEnds() {
    this.until = null;
    this.audio.pause();
    this.audio.dispatchEvent(new Event("moved"));
    toast(say("The stretch ends here, at {}. Press play to go on", clock(this.audio.currentTime)));
  }
  /** The next chapter, or with -1 the one before; from its third second on, back to its own start. */
  chapter(by) {
    const starts = this.chapters.map(one => one.startTime), now = this.seconds;
    const to = by > 0 ? starts.find(start => start > now + 0.5) : starts.findLast(start => start < now - 3) ?? starts[0];
    if (to === undefined) toast(starts.length ? say("This is the last chapter") : say("No chapters here"));
    else this.seek(to);
  }
}

// ---- the small player, on every page but the sound's own
function drawDock() {
  dock.hidden = !kept || here === kept;
  if (dock.hidden) return;
  const { audio, end, title, length, page } = kept, link = $("a", dock);
  link.textContent = title;
  link.href = `${page}#t=${Math.floor(kept.seconds * 10) / 10}`;
  $("[data-mini=time]", dock).textContent = `${clock(kept.seconds)} ${length}`;
  dock.style.setProperty("--p", `${Math.min(100, kept.seconds / end * 100)}%`);
  drawToggle($("[data-mini=toggle]", dock), audio);
}
export function drawToggle(button, audio) {
  const name = audio.paused ? say("Play") : say("Pause");
  if (button.getAttribute("aria-label") === name) return;
  button.setAttribute("aria-label", name);
  $("use", button).setAttribute("href", audio.paused ? "#i-play" : "#i-pause");
}
$("[data-mini=toggle]", dock).addEventListener("click", () => kept.toggle());
$("[data-mini=close]", dock).addEventListener("click", () => {
  kept.rest();
  kept = null;
  drawDock();
  $("#main").focus({ preventScroll: true });
});
// What a page plays belongs to it until it is played; then it stays.
onPage(signal => {
  drawDock();
  signal.addEventListener("abort", () => { here = null; });
});
addEventListener("pagehide", () => kept?.keep());

// ---- keys and the system's own controls
const heard = () => (kept && !kept.audio.paused ? kept : here ?? kept);
const withSound = act => () => { const sound = heard(); return sound ? act(sound) : false; };
const jump = by => withSound(sound => sound.seek(sound.seconds + by, false, sound.until));
const toChapter = by => withSound(sound => sound.chapter(by));
onKey([" ", "k"], withSound(sound => sound.toggle()));
onKey(["j"], jump(-15));
onKey(["l"], jump(15));
onKey(["n"], toChapter(1));
onKey(["p"], toChapter(-1));

function announce() {
  if (!("mediaSession" in navigator)) return;
  const { title, show, chapters, picture } = kept, artwork = picture ? [{ src: picture }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: show, album: show, artwork, chapterInfo: chapters.map(one => ({ ...one, artwork })) });
  const acts = { play: () => kept?.play(), pause: () => kept?.audio.pause(), stop: () => kept?.audio.pause(), seekto: to => kept?.seek(to.seekTime),
    seekbackward: jump(-15), seekforward: jump(15), previoustrack: chapters.length ? toChapter(-1) : null, nexttrack: chapters.length ? toChapter(1) : null };
  for (const [name, act] of Object.entries(acts)) try { navigator.mediaSession.setActionHandler(name, act); } catch { /* this browser lacks it */ }
}

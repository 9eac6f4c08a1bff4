// The card of a quoted passage: shown, copied, and drawn as a picture in the browser. Loaded when the first one is asked for.
import { $, clock, say } from "./site.js";

const said = words => say("“{}”", words);
const WIDE = 1200, EDGE = 90, LONGEST = 900; // more than 900 letters is no quotation, and no picture anybody reads

/** `passage`: words [[who, what]], from, until, title, show, address, copy(). */
export function show(passage) {
  const card = $("#qcard"), told = tell(passage);
  $("blockquote", card).replaceChildren(...told.parts.map(part => Object.assign(document.createElement("p"), { textContent: part })));
  $("[data-q=source]", card).textContent = told.source;
  $("[data-q=show]", card).textContent = told.place;
  $('[data-pl="savecard"]', card).onclick = () => save(told);
  $('[data-pl="copycard"]', card).onclick = passage.copy;
  card.showModal();
}

function tell({ words, from, until, title, show, address }) {
  const people = [...new Set(words.map(([who]) => who).filter(Boolean))];
  const turns = words.reduce((all, [who, what]) => (all.at(-1)?.[0] === who ? [...all.slice(0, -1), [who, `${all.at(-1)[1]} ${what}`]] : [...all, [who, what]]), []);
  const parts = turns.map(([who, what]) => (people.length > 1 && who ? `${who}: ${said(what)}` : said(what)));
  const when = until ? say("{} to {}", clock(from), clock(until)) : clock(from);
  return { parts, source: [people.length > 1 ? "" : people[0], title, when].filter(Boolean).join(", "), place: [show, plainly(address)].filter(Boolean).join(" · ") };
}
// The published address, where the page knows one: a card goes where this machine is not.
function plainly(address) {
  const published = $('link[rel="canonical"]')?.href ?? address.split("#")[0];
  return `${published}#${address.split("#")[1]}`.replace(/^https?:\/\//, "");
}

async function save(told) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await draw(told));
  link.download = "quote.png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function draw({ parts, source, place }) {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  await document.fonts.ready;
  const letters = parts.join(" ").length, size = letters > 480 ? 34 : letters > 320 ? 42 : letters > 160 ? 52 : 64, step = size * 1.3;
  pen.font = `${size}px Newsreader, Georgia, serif`;
  const rows = shortened(parts).flatMap(part => wrap(pen, part));
  canvas.width = WIDE;
  canvas.height = Math.max(630, rows.length * step + 2 * EDGE + 130);
  pen.fillStyle = "#1b3646";
  pen.fillRect(0, 0, WIDE, canvas.height);
  pen.fillStyle = "#f7efe0";
  pen.font = `${size}px Newsreader, Georgia, serif`; // a new size of the canvas takes the font away
  pen.textBaseline = "top";
  const top = Math.max(EDGE, (canvas.height - 100 - rows.length * step) / 2);
  rows.forEach((row, at) => pen.fillText(row, EDGE, top + at * step));
  const low = canvas.height - EDGE - 8, left = EDGE + 76;
  seats(pen, EDGE + 29, low);
  pen.textBaseline = "middle";
  for (const [words, font, colour, y] of [[source, "600 26px", "#f7efe0", low - 18], [place, "400 22px", "#c3d0d6", low + 18]]) {
    pen.fillStyle = colour;
    pen.font = `${font} "Hanken Grotesk", sans-serif`;
    pen.fillText(words, left, y, WIDE - EDGE - left);
  }
  return new Promise(done => canvas.toBlob(done, "image/png"));
}
function shortened(parts) {
  let left = LONGEST;
  return parts.filter(() => left > 0).map(part => { const kept = part.length > left ? `${part.slice(0, left).replace(/\s+\S*$/, "")} …${said("").slice(-1)}` : part; left -= part.length; return kept; });
}
function wrap(pen, words) {
  const rows = [];
  let row = "";
  for (const word of words.split(/\s+/)) {
    const longer = row ? `${row} ${word}` : word;
    if (row && pen.measureText(longer).width > WIDE - 2 * EDGE) { rows.push(row); row = word; } else row = longer;
  }
  return [...rows, row];
}
function seats(pen, x, y) {
  const dot = (dx, dy, radius, colour) => { pen.fillStyle = colour; pen.beginPath(); pen.arc(x + dx, y + dy, radius, 0, 7); pen.fill(); };
  dot(0, 0, 14, "#f0d3a1");
  for (let k = 0; k < 7; k++) dot(24 * Math.cos(k * 0.785 + 0.4), 24 * Math.sin(k * 0.785 + 0.4), 4.5, k === 1 || k === 4 ? "#f2b15c" : "#f0d3a1");
}

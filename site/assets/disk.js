// The site opened from a disk, without a server: links to folders find their page, times play, and what cannot work says so.
(() => {
  const told = document.createElement("p");
  told.className = "pl-disk";
  told.setAttribute("role", "note");
  const said = "Opened from a disk: reading, links and sound work. Search and the full player need a server; `podloom serve` is one.";
  const tell = () => {
    const words = document.getElementById("pl-words");
    told.textContent = (words && JSON.parse(words.textContent)[said]) || said;
    document.body.prepend(told);
    document.documentElement.className = "no-js"; // the theme's own script, a plain one, has said otherwise
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", tell) : tell();
  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link) return;
    const to = new URL(link.getAttribute("href"), document.baseURI), audio = document.querySelector("audio");
    if (to.protocol === "file:" && to.pathname.endsWith("/")) {
      to.pathname += "index.html";
      link.setAttribute("href", to.href);
    }
    if (audio && to.pathname === location.pathname && to.hash.startsWith("#t")) play(audio, to.hash);
  }, true);
  addEventListener("load", () => {
    const audio = document.querySelector("audio");
    if (audio && location.hash.startsWith("#t")) play(audio, location.hash);
  });
  function play(audio, hash) {
    const line = document.getElementById(hash.slice(1)), said = hash.match(/t=([\d.]+)/);
    const seconds = line && line.dataset.s ? Number(line.dataset.s) : said ? Number(said[1]) : NaN;
    if (Number.isNaN(seconds)) return;
    audio.currentTime = seconds;
    audio.play().catch(() => {}); // not allowed before the first click: it waits at the place
  }
})();

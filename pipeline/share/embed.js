// Browsers know #t=90 and #t=90,120 on an address of sound themselves, stop at the end and load nothing before it plays.
const a=document.querySelector("audio"),src=a.getAttribute("src");
const go=play=>{if(/^#t=[\d.:,]+$/.test(location.hash)){a.src=src+location.hash;if(play)a.play().catch(()=>{})}};
addEventListener("hashchange",()=>go(true));
document.addEventListener("click",e=>{const l=e.target.closest("li a");if(l&&l.hash===location.hash){e.preventDefault();go(true)}});
go(false);

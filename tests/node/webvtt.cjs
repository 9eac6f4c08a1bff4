// Reads JSON texts of WebVTT files, one a line, and answers each with what W3C's parser found in it, one a line.
const { createInterface } = require("node:readline");
const entities = require("webvtt-parser/html-entities.json");
const { WebVTTParser } = require("webvtt-parser");

const text = (node) => (node.type === "text" ? node.value : (node.children ?? []).map(text).join(""));
const voice = (node) => (node.name === "v" ? node.value : (node.children ?? []).map(voice).find(Boolean) ?? "");

createInterface({ input: process.stdin }).on("line", (line) => {
  const { cues, errors } = new WebVTTParser(entities).parse(JSON.parse(line), "captions");
  const found = cues.map((cue) => [cue.startTime, cue.endTime, text(cue.tree), voice(cue.tree)]);
  process.stdout.write(JSON.stringify({ errors: errors.map(({ line, message }) => `${line}: ${message}`), cues: found }) + "\n");
});

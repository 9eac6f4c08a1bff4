// Reads JSON texts of feeds, one a line, and answers each with what two readers of others make of it, one a line.
process.env.PARTYTIME_LOG = "silent"; // it would log between our lines
const { createInterface } = require("node:readline");
const { parseFeed: known } = require("feedsmith");
const { parseFeed: podcast } = require("podcast-partytime");

const asked = (reader, text) => {
  try {
    return reader(text) ?? null;
  } catch ({ message }) {
    return { error: message };
  }
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const text = JSON.parse(line);
  const partytime = text.startsWith("{") ? null : asked(podcast, text);
  process.stdout.write(`${JSON.stringify({ feedsmith: asked(known, text), partytime })}\n`);
});

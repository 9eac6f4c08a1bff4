// Reads JSON texts of SARIF logs, one a line, and answers each with what breaks the schema of SARIF 2.1.0, one a line.
const { createInterface } = require("node:readline");
const Ajv = require("ajv");
const draft = require("ajv/lib/refs/json-schema-draft-04.json");
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");

const judge = new Ajv({ schemaId: "id", meta: false, allErrors: true });
judge.addMetaSchema(draft);
const fits = judge.compile(schema);

createInterface({ input: process.stdin }).on("line", (line) => {
  fits(JSON.parse(line));
  process.stdout.write(`${JSON.stringify((fits.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`))}\n`);
});

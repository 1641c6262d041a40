/**
 * The process of one case:
 * `node --expose-gc run-case.mjs '{"file", "quick", "kind", "index", "side"}'`. Sends `{ row }` or
 * `{ error }` to its parent.
 */
import { pathToFileURL } from 'node:url';

const request = JSON.parse(process.argv[2]);
let answer;
try {
  answer = { row: await (request.kind === 'time' ? timed() : retained()) };
} catch (error) {
  answer = { error: error?.stack ?? String(error) };
}
process.send(answer, () => process.disconnect());

async function timed() {
  const { timeCase } = await import('./time-case.mjs');
  const { suite } = await import(pathToFileURL(request.file));
  const { quick, index } = request;
  return timeCase(suite.cases({ quick })[index], { quick, gc: globalThis.gc });
}

async function retained() {
  // First: it must see every buffer that the suite makes.
  const { measureRetained } = await import('./memory-case.mjs');
  const { suite } = await import(pathToFileURL(request.file));
  const memoryCase = suite.memory({ quick: request.quick })[request.index];
  return measureRetained(memoryCase[request.side]);
}

/**
 * The proof of the queue at any size: npx tsx test/queue/prove.ts --studies 200 [--out figures.json]. Needs
 * redis-server and Orthanc.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { prove } from './proof';

const { values } = parseArgs({
  options: { studies: { type: 'string', default: '200' }, out: { type: 'string' } },
});

void prove(Number(values.studies), text => console.error(text)).then(proof => {
  const text = `${JSON.stringify(proof, null, 2)}\n`;
  console.log(text);
  if (values.out) {
    writeFileSync(values.out, text);
  }
});

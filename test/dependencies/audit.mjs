/**
 * `npm run audit`: known weaknesses of the dependencies, as the registry knows them. Exits with 1 for a grave
 * one in what is shipped, with 2 where the registry gives no answer: that is no clean bill.
 */
import { spawnSync } from 'node:child_process';

const GRAVE = ['high', 'critical'];

const { stdout } = spawnSync('npm', ['audit', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});

/** The registry's answer; null where there is none. */
function answerOf(text) {
  try {
    const answer = JSON.parse(text);
    return answer.vulnerabilities ? answer : null;
  } catch {
    return null;
  }
}

const answer = answerOf(stdout);
if (!answer) {
  console.error('The registry gave no answer on weaknesses; run this where it does.');
  process.exit(2);
}
const grave = Object.values(answer.vulnerabilities).filter(({ severity }) =>
  GRAVE.includes(severity)
);
for (const { name, severity, range, fixAvailable } of grave) {
  console.log(`${severity}: ${name} ${range}${fixAvailable ? ' (npm audit fix)' : ''}`);
}
console.log(`${grave.length} grave weaknesses`);
process.exit(grave.length > 0 ? 1 : 0);

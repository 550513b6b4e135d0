// Where every `npm run …` starts. Plain JavaScript without dependencies: on a fresh clone nothing is installed yet.
import { helpFor } from './help.mjs';
import { setUp } from './setup.mjs';

// Who ends npm alone ends the shell between npm and us, and only the change of our parent tells us.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 1_000).unref();

const [name = '', ...args] = process.argv.slice(2);

if (args.includes('--help') || args.includes('-h')) {
  console.log(helpFor(name));
  process.exit(0);
}

const problem = setUp();
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

// Only now is tsx there: it lets the rest be TypeScript.
const { register } = await import('tsx/esm/api');
register();
const { main } = await import(`./commands/${name}.ts`);

try {
  process.exitCode = await main(args);
} catch (error) {
  // A `Problem` has words for people, and so has a wrong option; anything else is ours to mend and keeps its stack.
  const forPeople = error instanceof Error && (error.name === 'Problem' || error.code?.startsWith('ERR_PARSE_ARGS'));
  console.error(forPeople ? error.message : error);
  process.exitCode = 1;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { root } from './paths.ts';

/** Groups of processes that are still running. */
const running = new Set<ChildProcess>();

export interface Finished {
  /** The exit code; 128 and more when a signal ended it. */
  readonly code: number;
  /** Both streams, in the order in which they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program to its end and collects what it prints. Its whole process group ends with us. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(command, args, options);
  let output = '';
  const collect = (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    output += text;
    options.onOutput?.(text);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 128, output }));
  });
}

/** Runs a program of an installed package with this Node. */
export function runNode(script: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, [script, ...args], options);
}

/** Starts a program in a process group of its own, which ends with us at the latest. */
export function start(command: string, args: readonly string[], options: RunOptions = {}): ChildProcess {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    // Output is collected, and read later in files: colours would be noise there.
    env: { ...process.env, FORCE_COLOR: '0', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own on POSIX, so that the children of the child can be ended with it.
    detached: process.platform !== 'win32',
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Ends a program that `start` started, and whatever it started. */
export async function stop(child: ChildProcess, patienceMs = 20_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
  signalGroup(child, 'SIGTERM');
  await closed;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

let interruption: AbortController | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruption && !interruption.signal.aborted) interruption.abort(signal);
    // Who has nothing of its own to tidy up ends now, and so does who is told twice; the groups get a moment for theirs.
    else void Promise.all([...running].map((child) => stop(child, 3_000))).then(() => process.exit(130));
  });
}

/** Fires when the user or the system wants us to end; whoever asks for it has to end us soon after. */
export function untilInterrupted(): AbortSignal {
  interruption ??= new AbortController();
  return interruption.signal;
}

/** Resolves when a signal fires, or at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

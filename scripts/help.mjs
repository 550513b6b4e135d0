// What `--help` prints. Kept apart from the commands, so that it works before anything is installed.

const texts = {
  demo: `npm run demo [-- options]

Starts two wallets and a shop on this machine, and a Chromium with the extension, ready to buy the shoes.
Installs what is missing first. Nothing here is real money, and nothing leaves this machine.

Without a display, or with --headless, the whole purchase runs by itself: each step is printed,
and a picture of each screen is saved under demo/out/. With --serve, or with --dev where there is no display,
the wallets and the shop stay up without a browser, for your own shop (docs/merchants.md).

  --headless     run the purchase without a window
  --serve        only the wallets and the shop, until Ctrl-C; it prints how to reach them
  --fail NAMES   force failures, with commas between: declined,no-price,price-rises,failed,partial,slow,stuck,lost-reply
  --reset        forget the wallets' books and the browser's profile first
  --port NUMBER  where the wallets and the shop listen (otherwise any free port; 4180 with --dev, 4181 with --serve)
  --dev          use the development build, over http on NAME.localhost

Ctrl-C ends it and leaves nothing running. State is kept under demo/data/.`,

  build: `npm run build [-- options]

Builds the extension: dist/chrome, and beside it the zip for the store.
The same sources give the same bytes.

  --dev   dist/chrome-dev instead: also takes http://*.localhost, any port; no zip`,

  test: `npm test [-- options]

Every check: types, lint, format, allowed imports, unit tests, two builds compared, end-to-end in Chromium.
Installs what is missing first. Full output of each step is kept under tests/out/.

  --only NAMES   some steps only, by name, with commas between: build,types,types-node,lint,format,unit,e2e,faults
  --verbose      print each step's output, not only that of steps that fail`,

  e2e: `npm run e2e [-- options]

The end-to-end tests, in headless Chromium with the production build, over TLS.
Options are Playwright's own, for example:

  specs/purchase    only files whose path contains this
  -g WORDS          only tests whose name matches
  --headed          with a window
  -c tests/ui       pictures of every state of the sheet and the options page instead, in tests/out/pictures`,

  bench: `npm run bench [-- options]

Measures sizes, page cost, the worker, the sheet and a whole purchase.
Prints a table, and on the last line the same figures as JSON.

  --only NAMES   some parts only, with commas between: sizes,sources,page,payables,worker,sheet,purchase,allowance,overspends,
                 orders (verification of an OpenCharge order in the worker),
                 long-history (the approval with 50,000 payments in the period, beside an empty journal),
                 stream (our sender and ilp-protocol-stream, in Node), push (invoices paid packet by packet, beside ilp-protocol-stream),
                 damage (stored rows spoilt one by one), fuzz (100,000 hostile messages),
                 hop (through an ILP connector that it installs first; only when named)
  --seed NUMBER  of what is random (default 1)
  --runs NUMBER  how often each is measured (default 9)`,

  faults: `npm run faults [-- options]

Kills the extension's worker during purchases, breaks single requests, and reads in the wallets' books what became of the money.
Prints a line for each run, and on the last line the counts as JSON. Fails when anything was paid twice, lost or left without an end.

  --only NAMES        some parts only, with commas between:
                      moments    the worker dies before and after each request of a purchase
                      writes     the worker dies before and after each write to its journal
                      random     the worker dies at any time, once or twice
                      faults     each request is dropped, answered by nobody, delayed, doubled, or met by an error
                      opencharge the worker dies at each request and write from when a signed order is paid until its proof is
                                 stored; the exported proofs are verified (260 times without --runs)
                      pairs      all pairs of faults at all pairs of calls, without a browser
                      schedules  random deaths and faults, without a browser
                      lifetime   nobody ends the worker but the browser itself (takes two minutes)
  --runs NUMBER       how often the worker is to die (otherwise once at each moment)
  --schedules NUMBER  how many random schedules (default 100000)
  --seed NUMBER       same seed, same campaign (default 1)
  --short             a minute of it, as in npm test`,
};

export function helpFor(name) {
  return texts[name] ?? `There is no command "${name}". There are: ${Object.keys(texts).join(', ')}.`;
}

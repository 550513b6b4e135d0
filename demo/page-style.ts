/** The common style of all pages of the demo; each server has its own colour. */
export function pageStyle(colour: string): string {
  return `
    :root { color-scheme: light dark; --accent: ${colour}; --ink: #1c2230; --muted: #5b6474; --paper: #ffffff;
      --ground: #f3f5f9; --line: #dde2ea; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e9edf5; --muted: #a3adbd; --paper: #1b212c; --ground: #11151c; --line: #323b49; }
    }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
      font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
    header { display: flex; align-items: center; gap: .75rem; padding: .9rem 1.5rem; background: var(--paper);
      border-bottom: 1px solid var(--line); }
    header .mark { width: 1.9rem; height: 1.9rem; border-radius: .6rem; background: var(--accent); }
    header strong { font-size: 1.1rem; }
    header nav { margin-left: auto; display: flex; gap: 1.2rem; align-items: center; }
    header form { margin: 0; }
    a { color: inherit; }
    main { max-width: 44rem; margin: 2rem auto; padding: 0 1.25rem; }
    main.narrow { max-width: 28rem; }
    main.wide { max-width: 68rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
    h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
    p { margin: .5rem 0; }
    .muted { color: var(--muted); }
    .card { background: var(--paper); border: 1px solid var(--line); border-radius: 1rem; padding: 1.5rem; }
    .amount { font-size: 2rem; font-weight: 650; font-variant-numeric: tabular-nums; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .45rem 1.25rem; margin: 1rem 0; }
    dt { color: var(--muted); }
    dd { margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
    label { display: block; font-weight: 600; margin: .9rem 0 .3rem; }
    input, textarea { width: 100%; font: inherit; padding: .6rem .75rem; color: inherit; background: var(--ground);
      border: 1px solid var(--line); border-radius: .6rem; }
    textarea { min-height: 7rem; font-family: ui-monospace, monospace; font-size: .85rem; }
    button, .button { font: inherit; font-weight: 600; padding: .65rem 1.2rem; border-radius: .7rem; cursor: pointer;
      border: 1px solid var(--line); background: var(--paper); color: var(--ink); text-decoration: none;
      display: inline-block; }
    button.primary, .button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
    button:disabled { opacity: .55; cursor: default; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .actions { display: flex; gap: .75rem; margin-top: 1.4rem; }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .5rem .4rem; border-bottom: 1px solid var(--line); }
    td.number, th.number { text-align: right; white-space: nowrap; }
    .note { border-left: 4px solid var(--accent); padding: .4rem .9rem; background: var(--ground); border-radius: .4rem; }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1.1rem; }
    .tile { display: block; text-decoration: none; }
    .picture { height: 8.5rem; border-radius: .75rem; display: grid; place-items: center;
      margin-bottom: .8rem; background: linear-gradient(135deg, color-mix(in srgb, var(--accent) 22%, var(--paper)),
      var(--ground)); }
    code { overflow-wrap: anywhere; font-size: .85rem; }
  `;
}

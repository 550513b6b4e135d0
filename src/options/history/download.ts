/** Hands a text to the user as a file, by the browser's own way of downloading: no permission is needed for it. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address when it takes up the click, which is over by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Downloads a text as a file with a link, which needs no permission. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the URL after the click event has ended.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

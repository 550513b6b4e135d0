const port = chrome.runtime.connect({ name: 'pay' });
document.querySelector('button').addEventListener('click', ({ timeStamp }) => {
  globalThis.pressedAt = performance.timeOrigin + timeStamp;
  port.postMessage({ type: 'pay', url: new URLSearchParams(location.search).get('url') });
});

chrome.runtime.onMessage.addListener(() => {
  void chrome.windows.create({ type: 'popup', url: 'page.html', width: 400, height: 680, focused: true });
});

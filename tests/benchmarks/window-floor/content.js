addEventListener('click', () => void chrome.runtime.sendMessage('open'));

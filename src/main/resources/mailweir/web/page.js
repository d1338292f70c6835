'use strict';
// What every page has: '/' focuses the query, the button turns dark and light, another zone if the browser is in one.
(() => {
  const query = document.getElementById('q');
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      query.focus();
      query.select();
    } else if (event.key === 'Escape' && document.activeElement === query) {
      query.blur();
    }
  });

  const theme = document.getElementById('theme');
  theme.hidden = false;
  theme.addEventListener('click', () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch (storageIsClosed) {
      // It holds for this page alone.
    }
    document.dispatchEvent(new Event('theme'));
  });

  // What nobody looks at is not renewed.
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (document.visibilityState !== 'visible') {
      event.preventDefault();
    }
  });

  const zones = document.querySelector('.zones');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zones && zones.children.length && zone && zone !== 'UTC' && !/^Etc\//.test(zone)) {
    const now = new Date();
    const stamp = (timeZone) => now.toLocaleString('sv-SE', { timeZone });
    const shown = [...zones.querySelectorAll('a')].map((link) => new URL(link.href).searchParams.get('tz') || '');
    const title = [...zones.querySelectorAll('a')].map((link) => link.title).join(' ');
    if (!shown.includes(zone) && !title.includes(zone) && stamp(zone) !== stamp('UTC')) {
      const here = new URL(location.href);
      here.searchParams.set('tz', zone);
      const link = document.createElement('a');
      link.href = here.href;
      link.textContent = 'browser';
      link.title = zone;
      zones.append(link);
    }
  }
})();

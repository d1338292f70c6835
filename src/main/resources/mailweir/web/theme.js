'use strict';
// The reader's choice of dark or light, before anything is drawn; without one the system's holds.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') {
    document.documentElement.dataset.theme = chosen;
  }
} catch (storageIsClosed) {
  // The system's theme holds.
}

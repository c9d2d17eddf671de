// Blocking and tiny: the theme stands before the first paint. A file of its own because the CSP allows no inline script.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('waqtor-theme');
  } catch {
    // Storage is switched off: the system decides.
  }
  var isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();

// Gives RapiDoc the colours of the theme that /theme.js chose: it takes them as attributes, not from a style sheet.
(function () {
  var isDark = document.documentElement.dataset.theme === 'dark';
  var colours = isDark
    ? {
        theme: 'dark',
        'bg-color': '#16211e',
        'text-color': '#e8eeeb',
        'nav-bg-color': '#0f1715',
        'primary-color': '#2dd4bf',
      }
    : {
        theme: 'light',
        'bg-color': '#ffffff',
        'text-color': '#14211f',
        'nav-bg-color': '#faf9f6',
        'primary-color': '#0f766e',
      };
  var page = document.querySelector('rapi-doc');
  for (var name in colours) page.setAttribute(name, colours[name]);
  page.setAttribute('nav-text-color', colours['text-color']);
  page.setAttribute('regular-font', getComputedStyle(document.documentElement).fontFamily);
})();

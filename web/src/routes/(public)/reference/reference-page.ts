type Language = 'ar' | 'en';

const WORDS = {
  ar: { title: 'مرجع الواجهة البرمجية', home: 'الرئيسية', other: 'English', asyncapi: 'الأحداث الحيّة (AsyncAPI)' },
  en: { title: 'API reference', home: 'Home', other: 'العربية', asyncapi: 'Live events (AsyncAPI)' },
} as const;

/** The description itself is English in both languages: names and codes of an API are. */
export const referencePage = (language: Language, rapidocUrl: string): string => {
  const words = WORDS[language];
  const other = language === 'ar' ? 'en' : 'ar';
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}" data-theme="light">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${words.title} · WaQtor</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/reference.css" />
    <script src="/theme.js"></script>
    <script src="/reference.js" defer></script>
    <script type="module" src="${rapidocUrl}"></script>
  </head>
  <body>
    <header>
      <a href="/${language}/">WaQtor</a>
      <h1>${words.title}</h1>
      <nav>
        <a href="/api/openapi.json">OpenAPI</a>
        <a href="/api/asyncapi.json">${words.asyncapi}</a>
        <a href="/${other}/reference" lang="${other}" hreflang="${other}">${words.other}</a>
      </nav>
    </header>
    <rapi-doc
      dir="ltr"
      lang="en"
      spec-url="/api/openapi.json"
      load-fonts="false"
      render-style="focused"
      show-header="false"
      allow-server-selection="false"
      allow-spec-file-load="false"
      allow-spec-url-load="false"
      schema-style="table"
      sort-tags="false"
    ></rapi-doc>
  </body>
</html>
`;
};

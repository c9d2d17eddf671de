/** The browser comes from the system (scripts/chromium.mjs finds it): puppeteer must never download its own. */
module.exports = { skipDownload: true };

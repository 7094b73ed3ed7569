// Language, search and the year of the map. Without it every page can be read; with it nothing is asked of anybody.
(function () {
  "use strict";
  const root = document.currentScript.dataset.root;
  const page = document.documentElement;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const button = document.getElementById("lang");

  function remembered() {
    try { return localStorage.getItem("duixian-lang"); } catch (error) { return null; }
  }
  function speak(lang) {
    // What stands at the top of the window stays there.
    const at = document.elementFromPoint(innerWidth / 2, 90);
    const held = at && at.closest(".para, tr, section, figure, li");
    const before = held ? held.getBoundingClientRect().top : 0;
    page.dataset.lang = lang;
    page.lang = lang === "en" ? "en" : "zh-CN";
    button.textContent = lang === "en" ? "中文" : "English";
    if (held) scrollBy({ top: held.getBoundingClientRect().top - before, behavior: "instant" });
    try { localStorage.setItem("duixian-lang", lang); } catch (error) { /* nothing is kept then */ }
  }
  button.addEventListener("click", () => speak(page.dataset.lang === "en" ? "zh" : "en"));
  if (remembered() === "en") speak("en");

  const field = document.getElementById("q");
  const found = document.getElementById("found");
  const scripts = new Map();
  function script(name) {
    // A page opened from a folder may load scripts and nothing else.
    if (!scripts.has(name)) scripts.set(name, new Promise((done, failed) => {
      const tag = document.createElement("script");
      tag.src = root + name;
      tag.onload = done;
      tag.onerror = failed;
      document.head.append(tag);
    }));
    return scripts.get(name);
  }
  let entries = null;
  async function names() {
    await script("search.js");
    entries = entries || window.DUIXIAN.map((entry) => [...entry, entry.slice(1).join(" ").toLowerCase()]);
    return entries;
  }
  function score(entry, words) {
    if (!words.every((word) => entry[4].includes(word))) return -1;
    const name = entry[1].toLowerCase();
    return (name === words.join(" ") ? 100 : 0) + (name.startsWith(words[0]) ? 10 : 0) + (entry[2] === "报告" ? 0 : 5) - name.length / 100;
  }

  // Pages whose text holds every pair of neighbouring characters, and every Latin word, of what is looked for.
  function keys(asked) {
    const found = new Set(asked.match(/[a-z0-9]*[a-z][a-z0-9]+/g) || []);
    for (const run of asked.match(/[\u3400-\u9fff]{2,}/g) || []) {
      for (let at = 0; at + 1 < run.length; at += 1) found.add(run.slice(at, at + 2));
    }
    return [...found];
  }
  async function listed(key) {
    const index = window.DUIXIAN_WORDS;
    const number = (key.charCodeAt(0) * 31 + key.charCodeAt(1)) % index.count;
    if (!index.held.includes(number)) return new Set();
    await script("words/" + number + ".js");
    const text = Object.hasOwn(index.shards[number], key) ? index.shards[number][key] : "";
    const pages = new Set();
    for (let at = 0; at < text.length; at += index.width) {
      let page = 0;
      for (const digit of text.slice(at, at + index.width)) page = page * 64 + DIGITS.indexOf(digit);
      pages.add(page);
    }
    return pages;
  }
  async function mentions(asked) {
    const wanted = keys(asked);
    if (!wanted.length) return [];
    await script("words/pages.js");
    const [first, ...rest] = (await Promise.all(wanted.map(listed))).sort((a, b) => a.size - b.size);
    const pages = [...first].filter((page) => rest.every((other) => other.has(page)));
    return pages.map((page) => window.DUIXIAN_WORDS.pages[page]).sort((a, b) => b[2] - a[2]);
  }

  function row(href, words, note) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const kind = document.createElement("small");
    link.href = href;
    link.textContent = words + " ";
    kind.textContent = note;
    link.append(kind);
    item.append(link);
    return item;
  }
  function said(words) {
    const item = document.createElement("li");
    item.className = "said";
    item.textContent = words;
    return item;
  }
  let latest = 0;
  async function search() {
    const turn = latest += 1;
    const asked = field.value.toLowerCase().trim();
    const words = asked.split(/\s+/).filter(Boolean);
    if (!words.length) { found.hidden = true; return; }
    const [all, pages] = await Promise.all([names(), mentions(asked)]);
    if (turn !== latest) return;  // something else is looked for by now
    const hits = all.map((entry) => [score(entry, words), entry]).filter(([points]) => points >= 0);
    hits.sort((a, b) => b[0] - a[0]);
    const rows = hits.slice(0, 12).map(([, entry]) => row(root + entry[0], entry[1], entry[2] + " " + entry[3]));
    if (pages.length) rows.push(said("正文提到 Mentioned in " + pages.length));
    // The browser itself finds the words on the page and shows them.
    const place = "#:~:text=" + words.map((word) => encodeURIComponent(word).replace(/-/g, "%2D")).join("&text=");
    rows.push(...pages.slice(0, 30).map((page) => row(root + page[0] + place, page[1] + " " + page[2], "正文")));
    if (!rows.length) rows.push(said("没有找到 Nothing found"));
    found.replaceChildren(...rows);
    found.hidden = false;
  }
  field.addEventListener("input", search);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) location.href = first.href;
  });
  field.form.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { found.hidden = true; field.focus(); }
    if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || field).focus(); }
  });
  document.addEventListener("click", (event) => { if (!field.form.contains(event.target)) found.hidden = true; });

  const year = document.getElementById("year");
  if (year) {
    const data = JSON.parse(document.getElementById("tile-data").textContent);
    year.addEventListener("input", () => {
      const now = data.years[year.value];
      document.getElementById("year-now").textContent = now;
      year.setAttribute("aria-valuetext", now);
      for (const tile of document.querySelectorAll("#tiles .tile")) {
        const counts = (data.tiles[tile.dataset.code] || {})[now];
        const share = counts ? counts[0] / counts[1] : null;
        tile.querySelector("i").textContent = counts ? Math.floor(100 * share) + "%" : "";
        tile.dataset.band = counts ? String(share < 0.5 ? 1 : share < 0.75 ? 2 : share < 0.9 ? 3 : 4) : "0";
      }
    });
  }
})();
